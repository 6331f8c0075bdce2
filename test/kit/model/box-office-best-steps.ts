import { expect } from 'vitest';
import { type BoxOfficeModel, isCompanion, isWheelchairPlace, NO_CODE, type Outcome } from './box-office-model.ts';
import { type Real, Step } from './box-office-step.ts';

export interface ModelParty {
  quantity: number;
  /** How many of them need a wheelchair place, and how many are to have companion seats. */
  accessible: number;
  companions: number;
  /** 0: the first one, with its tier; 1: the second; null: both. */
  tier: 0 | 1 | null;
  zone: 0 | 1 | null;
  maxPrice: number | null;
}

/**
 * Seats as the box office finds them. The model does not say which: what is given is judged, and brought into it. The live map stands still
 * here, since nobody brings events to it: what is given has to be right all the same.
 */
export class LockBest extends Step {
  protected override readonly isRequest = true;
  readonly #party: ModelParty;
  readonly #buyer: number;
  /** What was given last: the seats, and how close together they are said to be. */
  #given: { seats: number[]; closeness: string } | null = null;

  constructor(party: ModelParty, buyer: number) {
    super();
    this.#party = party;
    this.#buyer = buyer;
  }

  protected expected(): Outcome {
    return 'one of those that may be';
  }

  protected override conclude(model: BoxOfficeModel, outcome: Outcome): void {
    expect(this.#allowed(model), this.toString()).toContain(outcome);
    if (outcome !== 'ok') return;
    const { seats, closeness } = this.#given!;
    const excused = this.#expectGiven(model, seats, closeness);
    model.locks.push({
      owner: this.#buyer,
      seats,
      children: [],
      places: 0,
      status: 'ACTIVE',
      extensionsLeft: 1,
      booking: null,
      total: model.priceOf({ seats }),
      ...NO_CODE,
      excused,
    });
    model.version += 1;
  }

  #allowed(model: BoxOfficeModel): Outcome[] {
    const { status, orphanRule } = model.show;
    const { quantity, accessible } = this.#party;
    if (status !== 'ON_SALE') return [`SHOW_NOT_ON_SALE ${status}`];
    if (model.isTooLarge(quantity)) return ['INVALID_INPUT'];
    const held = model.isOverLimit(this.#buyer, { locks: 1, seats: quantity }) ? 'LIMIT_EXCEEDED' : 'ok';
    if (!this.#hasEnough(model)) return ['NOT_ENOUGH_SEATS'];
    if (orphanRule === 'OFF' || accessible > 0 || this.#hasChoiceWithoutOrphans(model)) return [held];
    if (orphanRule === 'STRICT') return ['NOT_ENOUGH_SEATS'];
    // Who holds the other choice is not excused for having none.
    return model.hasHeld(this.#buyer) ? [held, 'NOT_ENOUGH_SEATS'] : [held];
  }

  #isWanted(seat: number, model: BoxOfficeModel): boolean {
    const { tier, zone, maxPrice } = this.#party;
    if (model.stateOf(seat) !== 'AVAILABLE') return false;
    // Row, zone and tier of a seat are told by whether its number is even.
    if ((tier !== null && seat % 2 !== tier) || (zone !== null && seat % 2 !== zone)) return false;
    return maxPrice === null || model.show.prices[seat % 2]! <= maxPrice;
  }

  #free(model: BoxOfficeModel) {
    const wanted = model.seats.filter((seat) => this.#isWanted(seat, model));
    return {
      places: wanted.filter(isWheelchairPlace),
      companions: wanted.filter(isCompanion),
      others: wanted.filter((seat) => !isWheelchairPlace(seat) && !isCompanion(seat)),
    };
  }

  #hasEnough(model: BoxOfficeModel): boolean {
    const { quantity, accessible, companions } = this.#party;
    const free = this.#free(model);
    const others = Math.min(free.companions.length, companions) + free.others.length;
    return free.places.length >= accessible && others >= quantity - accessible;
  }

  #hasChoiceWithoutOrphans(model: BoxOfficeModel): boolean {
    return subsetsOf(this.#free(model).others, this.#party.quantity).some((added) =>
      model.leavesNoOrphans({ buyer: this.#buyer, added, removed: [] }),
    );
  }

  /** Resolves with the seats that the lock is excused for. */
  #expectGiven(model: BoxOfficeModel, seats: readonly number[], closeness: string): readonly number[] {
    const { quantity, accessible, companions } = this.#party;
    const what = `${this.toString()} gave ${seats}`;
    expect(new Set(seats).size, what).toBe(quantity);
    for (const seat of seats) expect(this.#isWanted(seat, model), `${what}: may have ${seat}`).toBe(true);
    expect(seats.filter(isWheelchairPlace), what).toHaveLength(accessible);
    expect(seats.filter(isCompanion).length, what).toBeLessThanOrEqual(companions);
    const excused = model.excusedFor({ buyer: this.#buyer, added: seats, removed: [] });
    expect(excused, `${what}: leaves what the rule allows`).not.toBeNull();
    expect(closeness === 'TOGETHER', `${what}: ${closeness}`).toBe(model.areTogether(seats));
    return excused!;
  }

  protected async perform(real: Real, idempotencyKey: string): Promise<void> {
    const { office, showId, seatIds, buyers, lockIds, tierIds, zones } = real;
    const { bestAvailable, shows } = office.services;
    const { quantity, accessible, companions, tier, zone, maxPrice } = this.#party;
    const lock = await bestAvailable.lock(buyers[this.#buyer]!, {
      showId,
      quantity,
      accessible,
      companions,
      tierIds: tier === null ? null : [tierIds[tier]!],
      zones: zone === null ? null : [zones[zone]!],
      maxPrice,
      idempotencyKey,
    });
    if (!lockIds.includes(lock.id)) lockIds.push(lock.id);
    const plan = await shows.planOf((await shows.getShow(showId))!);
    this.#given = {
      seats: lock.seatIds.map((seatId) => seatIds.indexOf(seatId)),
      closeness: await bestAvailable.closenessOf(plan, lock.seatIds),
    };
  }

  toString(): string {
    return `LockBest(${JSON.stringify(this.#party)} for ${this.#buyer})`;
  }
}

function subsetsOf(items: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) => subsetsOf(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]));
}
