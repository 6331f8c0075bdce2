import type { LiveShow, LiveTier } from '../live-show.ts';
import type { SeatState } from '../seat-map-event.ts';
import type { Hall, HallSeat } from './hall.ts';

/** A seat of a show. Never changes: there is another object after each change of it, and the same one as long as there is none. */
export interface ShowSeat extends HallSeat {
  readonly state: SeatState;
  readonly tier: LiveTier;
}

const NONE: readonly ShowSeat[] = [];

/** The seats of a hall at a show's prices, each in its state. Seats that did not change stay the same objects. */
export class ShowSeats {
  #seats: readonly ShowSeat[] = NONE;
  readonly #places = new Map<string, number>();
  #tiers: LiveShow['priceTiers'] | null = null;

  /** In the plan's order; another list after each change. */
  get seats(): readonly ShowSeat[] {
    return this.#seats;
  }

  seat(seatId: string): ShowSeat | undefined {
    return this.#seats[this.#places.get(seatId) ?? -1];
  }

  /** Seats of categories that have no price are not part of the show. */
  fill({ seats }: Hall, tiers: LiveShow['priceTiers'], stateOf: (seatId: string) => SeatState): void {
    const byCategory = new Map(tiers.map((tier) => [tier.category, tier]));
    this.#tiers = tiers;
    this.#seats = seats.flatMap((seat) => {
      const tier = byCategory.get(seat.category);
      return tier ? [{ ...seat, tier, state: stateOf(seat.seatId) }] : [];
    });
    this.#places.clear();
    for (const [place, { seatId }] of this.#seats.entries()) this.#places.set(seatId, place);
  }

  changeStates(seatIds: readonly string[], stateOf: (seatId: string) => SeatState): void {
    let seats: ShowSeat[] | null = null;
    for (const seatId of seatIds) {
      const place = this.#places.get(seatId);
      if (place === undefined) continue;
      const seat = (seats ?? this.#seats)[place]!;
      const state = stateOf(seatId);
      if (seat.state === state) continue;
      seats ??= [...this.#seats];
      seats[place] = { ...seat, state };
    }
    if (seats) this.#seats = seats;
  }

  changePrices(tiers: LiveShow['priceTiers']): void {
    if (tiers === this.#tiers) return;
    const before = new Map(this.#tiers?.map((tier) => [tier.category, JSON.stringify(tier)]));
    const changed = new Map(
      tiers.filter((tier) => before.get(tier.category) !== JSON.stringify(tier)).map((tier) => [tier.category, tier]),
    );
    this.#tiers = tiers;
    if (changed.size === 0) return;
    this.#seats = this.#seats.map((seat) => {
      const tier = changed.get(seat.category);
      return tier ? { ...seat, tier } : seat;
    });
  }
}
