import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { CancellationPayload, ShowEventType, ShowPayload } from '../events/events.ts';
import { writeEvents } from '../events/write-events.ts';
import { endOfSales } from './sales.ts';
import type { ShowStatus } from './show.ts';

const TOUCH_SHOW = readStatement(new URL('./sql/touch-show.sql', import.meta.url));
const READ_TOLD_STATE = readStatement(new URL('./sql/read-told-state.sql', import.meta.url));

interface ShowRow {
  version: number;
  status: ShowStatus;
  currency: string;
  startsAt: Date;
  salesStartAt: Date | null;
  salesEndAt: Date | null;
  tierIds: string[];
  prices: string[];
}

/** The event of a show that went from one status to another. */
export function statusEvent(from: ShowStatus, to: ShowStatus): ShowEventType {
  const events: Record<ShowStatus, ShowEventType> = {
    DRAFT: 'show.created',
    ON_SALE: from === 'PAUSED' ? 'show.resumed' : 'show.published',
    PAUSED: 'show.paused',
    CLOSED: 'show.closed',
    CANCELLED: 'show.cancelled',
  };
  return events[to];
}

/** Tells how far the cancellation of the show's bookings is, and gives the show a new version, inside the caller's transaction. */
export async function tellCancellation(tx: Querier, showId: string, cancellation: CancellationPayload): Promise<void> {
  await tx.query(TOUCH_SHOW, [showId]);
  const state = await readToldState(tx, showId);
  await writeEvents(tx, [{ event_type: 'show.cancellation_progressed', ...state, actor: 'system', cancellation }]);
}

/** Something that belongs to the show has changed: gives it a new version and tells of it, inside the caller's transaction. */
export async function tellShowChange(tx: Querier, showId: string, actor: string): Promise<void> {
  await tx.query(TOUCH_SHOW, [showId]);
  await writeShowEvents(tx, showId, { types: ['show.updated'], actor });
}

/**
 * Writes events of the show as it is now, inside the transaction that has changed it: that holds the lock of its row, so the
 * events of a show are in the outbox in the order of its versions.
 */
export async function writeShowEvents(
  tx: Querier,
  showId: string,
  { types, actor }: { types: readonly ShowEventType[]; actor: string },
): Promise<void> {
  const state = await readToldState(tx, showId);
  await writeEvents(
    tx,
    types.map((event_type) => ({ event_type, ...state, actor })),
  );
}

async function readToldState(tx: Querier, showId: string): Promise<Omit<ShowPayload, 'actor'>> {
  const [show] = await tx.query<ShowRow>(READ_TOLD_STATE, [showId]);
  if (!show) throw new Error(`${showId} is not there to tell of`);
  const { currency } = show;
  return {
    show_id: showId,
    version: show.version,
    status: show.status,
    starts_at: show.startsAt.toISOString(),
    ...(show.salesStartAt ? { sales_start_at: show.salesStartAt.toISOString() } : {}),
    sales_end_at: endOfSales(show).toISOString(),
    prices: show.tierIds.map((tier_id, index) => ({
      tier_id,
      price: { amount: Number(show.prices[index]), currency },
    })),
  };
}
