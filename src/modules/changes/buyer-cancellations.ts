import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Principal } from '../../shared/principal.ts';
import { type CurrentContent, findBookedContents, readBookedContent } from '../bookings/booked-tickets.ts';
import type { Booking } from '../bookings/booking.ts';
import type { CancellationRules, Ending, KeptMoney } from '../bookings/cancellation-rules.ts';
import { can } from '../identity/rights.ts';
import { differenceOf } from '../pricing/changed-lines.ts';
import type { PriceLine } from '../pricing/price-lines.ts';
import { leftOf } from '../refunds/left.ts';
import type { Show } from '../shows/show.ts';
import { goodTicketIds } from '../tickets/tickets.ts';
import { bindingRules, cancellableUntil, keptLines, keptMoney } from './cancellation-terms.ts';
import type { ChangeTerms } from './quote.ts';

const INSERT_ENDING = readStatement(new URL('./sql/insert-ending.sql', import.meta.url));

/** What cancelling a booking now would come to. Minor units of the booking's currency. */
export interface CancellationTerms {
  /** Until when the caller may; null: there is no end. */
  until: Date | null;
  refund: number;
  kept: number;
  /** What is kept, line by line. */
  lines: PriceLine[];
}

export interface BuyerCancellationsDeps {
  database: Database;
  /** Of customers whose locale nothing tells. */
  defaultLocale: string;
}

/** Has buyers cancel their bookings by the rules of the show, and says beforehand what that comes to. */
export class BuyerCancellations implements CancellationRules {
  readonly #deps: BuyerCancellationsDeps;
  readonly #lookUpContent: (bookingId: string) => Promise<CurrentContent | undefined>;

  constructor(deps: BuyerCancellationsDeps) {
    this.#deps = deps;
    this.#lookUpContent = createSharedLookup<string, CurrentContent>({
      nameOf: (bookingId) => bookingId,
      readAll: (bookingIds) => findBookedContents(deps.database, bookingIds),
      maxKeys: 200,
    });
  }

  cancellableUntil(booking: Pick<Booking, 'status' | 'total'>, show: Show): Date | null {
    return cancellableUntil(booking, show);
  }

  async keptOf(tx: Querier, booking: Booking, show: Show): Promise<KeptMoney | null> {
    if (!bindingRules(booking, show)) return null;
    const content = await readBookedContent(tx, booking.id);
    // The payments stay locked: no more goes back than that.
    return this.#kept(booking, show, { ...content, left: await leftOf(tx, booking.id) });
  }

  async noteEnding(tx: Querier, booking: Booking, { changeId, actorId, money }: Ending): Promise<void> {
    const content = await readBookedContent(tx, booking.id);
    const terms: ChangeTerms = {
      ticketIds: await goodTicketIds(tx, booking.id),
      seatIds: content.seats.map(({ seatId }) => seatId),
      rows: content.rows.map(({ position, areaId, line: { quantity } }) => ({ position, areaId, quantity })),
      added: [],
      lockedSeatIds: [],
      lines: money.lines,
      difference: differenceOf(content.lines, money.lines),
    };
    const of = [changeId, booking.id, booking.showId, actorId];
    await tx.query(INSERT_ENDING, [...of, JSON.stringify(terms), money.refund, money.kept]);
  }

  /** What it would come to if the caller, who may do so, cancelled the booking now; null: it can't be cancelled, or not by this caller any more. */
  async termsFor(principal: Principal, booking: Booking, show: Show): Promise<CancellationTerms | null> {
    if (booking.status !== 'PENDING_PAYMENT' && booking.status !== 'CONFIRMED') return null;
    const content = await this.#lookUpContent(booking.id);
    if (!content) return null;
    const isOrganiser = can(principal, 'show.cancelBookings', show);
    const until = isOrganiser ? null : cancellableUntil(booking, show);
    if (!isOrganiser && (content.isEnding || until === null || until <= content.readAt)) return null;
    const kept = isOrganiser ? null : this.#kept(booking, show, content);
    return { until, ...(kept ?? { refund: booking.status === 'CONFIRMED' ? content.left : 0, kept: 0, lines: [] }) };
  }

  #kept(booking: Booking, show: Show, content: CurrentContent): KeptMoney | null {
    const rules = bindingRules(booking, show);
    return rules && keptMoney(keptLines(content, rules, booking.locale ?? this.#deps.defaultLocale), content.left);
  }
}
