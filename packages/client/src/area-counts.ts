interface AreaChange {
  areaId: string;
  available: number;
}

/** How many places of each area can be locked. */
export class AreaCounts {
  #available: ReadonlyMap<string, number> = new Map();

  /** Another map after each change; none of them changes. */
  get available(): ReadonlyMap<string, number> {
    return this.#available;
  }

  change(changes: readonly AreaChange[]): void {
    const isNews = changes.some(({ areaId, available }) => this.#available.get(areaId) !== available);
    if (isNews) this.#available = new Map([...this.#available, ...entriesOf(changes)]);
  }

  /** These are all areas. */
  replace(areas: readonly AreaChange[]): void {
    if (areas.length === this.#available.size) this.change(areas);
    else this.#available = new Map(entriesOf(areas));
  }
}

function entriesOf(changes: readonly AreaChange[]): [string, number][] {
  return changes.map(({ areaId, available }) => [areaId, available]);
}
