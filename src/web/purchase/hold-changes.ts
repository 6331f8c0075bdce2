import { type ChosenPlaces, choicesOf } from '../../../packages/map/src/area-selection.ts';
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
  /** Numbers of places that were asked for and are not answered yet. */
  #targets: readonly ChosenPlaces[] = [];
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

  /** So many places of an area, of one ticket type. */
  setPlaces(places: ChosenPlaces): void {
    this.#targets = [...this.#targets, places];
    this.#inTurn({ addSeatIds: [], removeSeatIds: [], setAreas: choicesOf([places]) }, () => {
      this.#targets = this.#targets.filter((each) => each !== places);
    });
  }

  /** What is held with what was asked for: of several numbers for the same the last. */
  withTargets(held: readonly ChosenPlaces[]): ChosenPlaces[] {
    const isSame = (a: ChosenPlaces, b: ChosenPlaces) => a.areaId === b.areaId && a.ticketTypeId === b.ticketTypeId;
    const all = [...held];
    for (const target of this.#targets) {
      const index = all.findIndex((each) => isSame(each, target));
      all.splice(index === -1 ? all.length : index, 1, target);
    }
    return all.filter(({ quantity }) => quantity > 0);
  }

  /** Some seats for others, all or none. */
  exchange(change: HoldChange): void {
    for (const id of change.addSeatIds) this.#adding.add(id);
    this.#inTurn(change);
  }

  #inTurn(change: HoldChange, answered: () => void = () => {}): void {
    this.#deps.onChange();
    this.#last = this.#last.then(async () => {
      await this.#deps.send(change);
      for (const id of change.addSeatIds) this.#adding.delete(id);
      answered();
      this.#deps.onChange();
    });
  }
}
