import type { SeatLook } from '../../../packages/map/src/map/seat-look.ts';
import type { Refusal, SeatGroup } from '../api/box-office-types.ts';

/** A choice that would leave seats alone: as the map shows it, with what can be had instead. */
export class RefusedChoice {
  readonly orphanIds: ReadonlySet<string>;
  /** What was to be added to a hold. */
  readonly #chosenIds: ReadonlySet<string>;
  #alternatives: readonly SeatGroup[];
  /** What the map shows in place of the choice; null: the choice. */
  previewed: SeatGroup | null = null;

  constructor(
    { orphans = [], alternatives = [] }: Pick<Refusal, 'orphans' | 'alternatives'>,
    chosen: readonly string[],
  ) {
    this.orphanIds = new Set(orphans.map(({ id }) => id));
    this.#chosenIds = new Set(chosen);
    this.#alternatives = alternatives;
  }

  /** Moved by one seat first. */
  get alternatives(): readonly SeatGroup[] {
    return this.#alternatives;
  }

  /** How the picture of it shows a seat; null: as it is. */
  lookOf(seatId: string): SeatLook | null {
    if (this.previewed) return this.previewed.seatIds.includes(seatId) ? 'offered' : null;
    if (this.orphanIds.has(seatId)) return 'orphan';
    return this.#chosenIds.has(seatId) ? 'picked' : null;
  }

  /** Drops what others took in the meantime; says what is left of the refusal. */
  judge(isTaken: (seatId: string) => boolean): 'same' | 'fewer' | 'over' {
    if ([...this.orphanIds, ...this.#chosenIds].some(isTaken)) return 'over';
    const left = this.#alternatives.filter(({ seatIds }) => !seatIds.some(isTaken));
    if (left.length === this.#alternatives.length) return 'same';
    this.#alternatives = left;
    if (this.previewed && !left.includes(this.previewed)) this.previewed = null;
    return 'fewer';
  }
}
