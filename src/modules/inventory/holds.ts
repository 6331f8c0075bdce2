import { newId } from '../../platform/ids.ts';
import { prepared, type Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { AreaPayload } from '../events/events.ts';
import { exchangedPlaces, givenPlaces } from './allotted-areas.ts';
import { takeAllotted } from './allotted-places.ts';
import type { AllottedPlaces } from './allotted-pool.ts';
import { areasJson, codeJson } from './held-terms.ts';
import { type HeldPlaces, type Places, takesPlaces } from './places.ts';
import type { MapEvent } from './seat-changes.ts';
import { seatEvent } from './seat-event.ts';
import type { AllottedSeat } from './seat-ledger.ts';
import { type SeenSeats, seenRows } from './seen-seats.ts';

/** Taking places for a buyer, and what becomes of the hold while it runs: each a statement that writes its event as well. */

/** How often a hold may be extended. */
export const EXTENSIONS = 1;

const HOLD = prepared(readStatement(new URL('./sql/hold.sql', import.meta.url)));
const HOLD_PLACES = prepared(readStatement(new URL('./sql/hold-places.sql', import.meta.url)));
const EXTEND_HOLD = readStatement(new URL('./sql/extend-hold.sql', import.meta.url));
const EXCHANGE_HELD = readStatement(new URL('./sql/exchange-held.sql', import.meta.url));

export interface NewHold {
  lockId: string;
  ownerId: string;
  places: HeldPlaces;
  /** Those of the seats that are of allotments, which are open to the owner. */
  allotted?: readonly AllottedSeat[] | undefined;
  /** Allotments that are open to the owner, with areas: its places are taken from these first, in their order. */
  openPlaces?: readonly AllottedPlaces[] | undefined;
  /** What each of the seats is to be sold as, in the same order; empty: of all it is the show's first type. */
  ticketTypeIds?: readonly string[] | undefined;
  /** The promo code that is applied to them, as JSON: what it says is not looked at. */
  code?: object | null | undefined;
  /** The lock store's fencing token. */
  token: number;
  /** What the places cost. */
  total: number;
  /** Of the show's prices that the total was worked out by; without it, it is not compared. */
  pricesVersion?: number | undefined;
  ttl_ms: number;
  /** For a sale at the box office: as long as the show is on sale at all, or paused. Of holds that are made together, all are or none. */
  atDoor?: boolean | undefined;
  /** Where the show has a waiting room that is on, its owner must be admitted. */
  asksAdmission?: boolean | undefined;
  /** Of the operation that asks for it, where that is traced and others may be made with it. */
  traceparent?: string | null | undefined;
  /**
   * What the choice was judged by, if it was: the seats as they are to be before any of the holds that are made together. Where a hold
   * before it in the list takes one of these seats, the choice was judged as if that seat was taken.
   */
  seen?: SeenSeats | null | undefined;
}

export interface Held {
  event: MapEvent;
  expiresAt: Date;
}

/**
 * Makes holds of one show: their records, the states of their places and an event each. Resolves with what became of each, in
 * their order, or with null when the show is not on sale at that moment, or has other prices than a total was worked out by.
 * Rejects with a unique violation, nothing written, when a place is held (`seat_states_pkey`) or a hold is there already
 * (`seat_locks_pkey`); the same where seats are not as they were seen (`haveSeatsChanged`), and with a check violation where an area
 * has not so many places left (`area_states_capacity`), and with 55W02 where an owner is not admitted. Where a hold has seats of allotments, or such places are open to it, it is
 * to be a transaction, which ends when this rejects: then also with AllottedSeatsTakenError.
 */
export async function hold(database: Querier, showId: string, holds: readonly NewHold[]): Promise<Held[] | null> {
  const hasPlaces = holds.some(({ places }) => places.areas?.length);
  const wanted = holds.map((one, index) => ({
    position: index + 1,
    id: one.lockId,
    owner_id: one.ownerId,
    seat_ids: one.places.seatIds,
    ticket_type_ids: one.ticketTypeIds ?? [],
    code: one.code ?? null,
    token: one.token,
    total: one.total,
    prices_version: one.pricesVersion ?? null,
    ttl_ms: one.ttl_ms,
    excused_ids: one.seen?.excused ?? [],
    allotted_ids: one.allotted?.map(({ seatId }) => seatId),
    event_id: newId('event'),
    at_door: one.atDoor,
    asks_admission: one.asksAdmission,
    ...(one.places.areas?.length ? { areas: one.places.areas } : {}),
  }));
  const draft = {
    event_type: 'seat.locked' as const,
    show_id: showId,
    ...(hasPlaces ? { areas: null } : {}),
    lock_id: null,
    actor: null,
    expires_at: null,
  };
  const event = seatEvent(draft, traceparentsOf(holds, wanted));
  const values = [showId, event, JSON.stringify(wanted), EXTENSIONS, seenRows(holds.map(({ seen }) => seen))];
  const rows = hasPlaces
    ? await database.query<HeldRow>(HOLD_PLACES, [
        ...values,
        JSON.stringify(await givenPlaces(database, showId, holds)),
      ])
    : await database.query<HeldRow>(HOLD, values);
  if (rows.length === 0) return null;
  await takeAllotted(database, showId, holds);
  return rows.map(({ version, expiresAt, areas }, index) => {
    const { lockId, places } = holds[index]!;
    return { event: lockedEvent({ showId, lockId, version, seatIds: places.seatIds, areas }), expiresAt };
  });
}

/** Of the events, by their ids; undefined where no hold says its own. */
function traceparentsOf(
  holds: readonly NewHold[],
  wanted: readonly { event_id: string }[],
): Record<string, string> | undefined {
  const traced = holds.flatMap(({ traceparent }, index) =>
    traceparent ? [[wanted[index]!.event_id, traceparent] as const] : [],
  );
  return traced.length > 0 ? Object.fromEntries(traced) : undefined;
}

interface HeldRow {
  version: number;
  expiresAt: Date;
  areas?: AreaPayload[] | null;
}

/** Moves the deadline of a hold by `extension_ms`; the extension is used up. Null, nothing written, when it does not run (any more). */
export async function extendHold(
  tx: Querier,
  { showId, lockId, extension_ms }: { showId: string; lockId: string; extension_ms: number },
): Promise<{ event: MapEvent; ttl_ms: number } | null> {
  const event = seatEvent({
    event_type: 'seat.locked',
    show_id: showId,
    lock_id: lockId,
    actor: null,
    expires_at: null,
  });
  const [extended] = await tx.query<{ version: number; seat_ids: string[]; ttl_ms: number }>(EXTEND_HOLD, [
    showId,
    event,
    lockId,
    extension_ms,
    newId('event'),
  ]);
  if (!extended) return null;
  const { version, seat_ids, ttl_ms } = extended;
  return { event: lockedEvent({ showId, lockId, version, seatIds: seat_ids }), ttl_ms };
}

export interface HoldExchange {
  showId: string;
  lockId: string;
  /** The places as they were when the exchange was worked out: with others, nothing is written. */
  before: HeldPlaces;
  after: HeldPlaces;
  /** Types of the tickets before and after, as those of `NewHold`: with others before, nothing is written. */
  ticketTypeIds?: { before: readonly string[]; after: readonly string[] } | undefined;
  /** The promo code that is applied to them: with another one, nothing is written. */
  code?: object | null | undefined;
  /** What those after cost. */
  total: number;
  /** Of the show's prices that the total was worked out by; without it, it is not compared. */
  pricesVersion?: number | undefined;
  added: Places;
  /** Of those added. */
  allotted?: readonly AllottedSeat[] | undefined;
  /** As those of `NewHold`, for places that it gets. */
  openPlaces?: readonly AllottedPlaces[] | undefined;
  removed: Places;
  /** What the exchange was judged by, if it was. */
  seen?: SeenSeats | null | undefined;
}

/**
 * Exchanges places of a hold in one version of the map; its deadline stays. What is added makes it a seat.locked, which then
 * names what is given back as well: one change, one event. Null, nothing written, when the hold does not run (any more) or the show
 * has other prices than the total was worked out by. Rejects
 * with a unique violation (`seat_states_pkey`), nothing written, when an added seat is held; the same where seats are not as
 * they were seen (`haveSeatsChanged`), and with a check violation where an area has not so many places left (`area_states_capacity`); with
 * AllottedSeatsTakenError, the transaction to be ended, where those of allotments are not there to be taken.
 */
export async function exchangeHeld(tx: Querier, exchange: HoldExchange): Promise<MapEvent | null> {
  const {
    showId,
    lockId,
    before,
    after,
    ticketTypeIds,
    code,
    total,
    pricesVersion,
    added,
    allotted = [],
    removed,
    seen,
  } = exchange;
  const about = { show_id: showId, lock_id: lockId, actor: null };
  const isLocked = added.seatIds.length > 0 || takesPlaces(before.areas ?? [], after.areas ?? []);
  const givenBack = { blocked_seat_ids: null, areas: null };
  const draft = isLocked
    ? { event_type: 'seat.locked' as const, ...about, unlocked_seat_ids: null, unlocked_areas: null, expires_at: null }
    : { event_type: 'seat.unlocked' as const, ...about, reason: 'RELEASED' as const };
  const own = await exchangedPlaces(tx, exchange);
  const [changed] = await tx.query<ExchangedRow>(EXCHANGE_HELD, [
    showId,
    seatEvent({ ...draft, ...givenBack }),
    lockId,
    before.seatIds,
    after.seatIds,
    total,
    added.seatIds,
    removed.seatIds,
    newId('event'),
    seenRows([seen]),
    seen?.excused ?? null,
    pricesVersion ?? null,
    ticketTypeIds?.before ?? [],
    ticketTypeIds?.after ?? [],
    allotted.map(({ seatId }) => seatId),
    codeJson(code),
    areasJson(before.areas),
    areasJson(after.areas),
    own && JSON.stringify(own),
  ]);
  if (!changed) return null;
  await takeAllotted(tx, showId, [{ lockId, allotted }]);
  const { version, blocked_seat_ids, areas, unlocked_areas } = changed;
  const blocked = blocked_seat_ids ? { blocked_seat_ids } : {};
  const freed = removed.seatIds.filter((seatId) => !blocked_seat_ids?.includes(seatId));
  if (isLocked) {
    const locked = lockedEvent({ showId, lockId, version, seatIds: added.seatIds, areas });
    return { ...locked, unlocked_seat_ids: freed, ...blocked, ...(unlocked_areas ? { unlocked_areas } : {}) };
  }
  const given = { ...blocked, ...(areas ? { areas } : {}) };
  return { event_type: 'seat.unlocked', show_id: showId, version, seat_ids: freed, ...given, lock_id: lockId };
}

interface ExchangedRow {
  version: number;
  blocked_seat_ids: string[] | null;
  areas: AreaPayload[] | null;
  unlocked_areas: AreaPayload[] | null;
}

interface LockedPlaces {
  showId: string;
  lockId: string;
  version: number;
  seatIds: readonly string[];
  areas?: readonly AreaPayload[] | null | undefined;
}

function lockedEvent({ showId, lockId, version, seatIds, areas }: LockedPlaces): MapEvent {
  const held = areas ? { areas } : {};
  return { event_type: 'seat.locked', show_id: showId, version, seat_ids: [...seatIds], ...held, lock_id: lockId };
}
