import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { HoldChange } from '../api/box-office.ts';

export interface HoldChangesDeps {
  /** Asks the server for it, and settles what came of it; does not reject. */
  send(change: HoldChange): Promise<void>;
  onChange(): void;
}

/** Adds seats to a hold, gives some of it back and says what they are sold as: each as a change of its own, in the order of the buyer's taps. */
export class HoldChanges {
  readonly #deps: HoldChangesDeps;
  readonly #adding = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(deps: HoldChangesDeps) {
    this.#deps = deps;
  }

  /** Whether the seat was tapped and the server has not answered yet. */
  isAdding(seatId: string): boolean {
    return this.#adding.has(seatId);
  }

  /** Of how many taps on seats the server has not answered yet. */
  get addingCount(): number {
    return this.#adding.size;
  }

  add({ id }: HallSeat): void {
    this.#adding.add(id);
    this.#inTurn({ addSeatIds: [id], removeSeatIds: [] });
  }

  giveBack({ id }: HallSeat): void {
    this.#inTurn({ addSeatIds: [], removeSeatIds: [id] });
  }

  setType({ id }: HallSeat, ticketTypeId: string): void {
    this.#inTurn({ addSeatIds: [], removeSeatIds: [], setTicketTypes: [{ seatId: id, ticketTypeId }] });
  }

  /** Some seats for others, all or none. */
  exchange(change: HoldChange): void {
    for (const id of change.addSeatIds) this.#adding.add(id);
    this.#inTurn(change);
  }

  #inTurn(change: HoldChange): void {
    this.#deps.onChange();
    this.#last = this.#last.then(async () => {
      await this.#deps.send(change);
      for (const id of change.addSeatIds) this.#adding.delete(id);
      this.#deps.onChange();
    });
  }
}
