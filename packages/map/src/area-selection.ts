/** Places of an area that were chosen, of one ticket type; null: the show has no types. */
export interface ChosenPlaces {
  readonly areaId: string;
  readonly ticketTypeId: string | null;
  readonly quantity: number;
}

/** How many places of which areas were picked and are not held yet. */
export class AreaSelection {
  readonly #key: string | null;
  #chosen: readonly ChosenPlaces[] = [];

  /** `areaIds`: those that there are. `key`: under which the tab keeps it over a reload; null: it is not kept. */
  constructor(areaIds: ReadonlySet<string>, key: string | null) {
    this.#key = key;
    this.#chosen = readStored(key).filter(({ areaId }) => areaIds.has(areaId));
  }

  /** In the order in which they were chosen. */
  get chosen(): readonly ChosenPlaces[] {
    return this.#chosen;
  }

  /** How many places in all. */
  get size(): number {
    return this.#chosen.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  countOf(areaId: string, ticketTypeId: string | null): number {
    return countOf(this.#chosen, areaId, ticketTypeId);
  }

  /** 0: none any more. */
  set(areaId: string, ticketTypeId: string | null, quantity: number): void {
    const before = find(this.#chosen, areaId, ticketTypeId);
    const now = { areaId, ticketTypeId, quantity };
    const all = before ? this.#chosen.map((each) => (each === before ? now : each)) : [...this.#chosen, now];
    this.replace(all);
  }

  replace(chosen: readonly ChosenPlaces[]): void {
    this.#chosen = chosen.filter(({ quantity }) => quantity > 0);
    if (this.#key === null) return;
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.#chosen));
    } catch {
      // Nothing is kept then; the page works all the same.
    }
  }
}

function find(chosen: readonly ChosenPlaces[], areaId: string, ticketTypeId: string | null): ChosenPlaces | undefined {
  return chosen.find((each) => each.areaId === areaId && each.ticketTypeId === ticketTypeId);
}

/** How many places of an area, of one ticket type. */
export function countOf(chosen: readonly ChosenPlaces[], areaId: string, ticketTypeId: string | null): number {
  return find(chosen, areaId, ticketTypeId)?.quantity ?? 0;
}

/** How many places of an area, of all its ticket types. */
export function countIn(chosen: readonly ChosenPlaces[], areaId: string): number {
  return chosen.reduce((sum, each) => sum + (each.areaId === areaId ? each.quantity : 0), 0);
}

/** As requests take them. */
export function choicesOf(
  chosen: readonly ChosenPlaces[],
): { areaId: string; quantity: number; ticketTypeId?: string }[] {
  return chosen.map(({ areaId, quantity, ticketTypeId }) => ({
    ...{ areaId, quantity },
    ...(ticketTypeId === null ? {} : { ticketTypeId }),
  }));
}

function readStored(key: string | null): ChosenPlaces[] {
  if (key === null) return [];
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isChosen) : [];
  } catch {
    return [];
  }
}

function isChosen(value: unknown): value is ChosenPlaces {
  const { areaId, ticketTypeId, quantity } = (value ?? {}) as Record<string, unknown>;
  const isType = ticketTypeId === null || typeof ticketTypeId === 'string';
  return typeof areaId === 'string' && isType && Number.isInteger(quantity) && (quantity as number) > 0;
}
