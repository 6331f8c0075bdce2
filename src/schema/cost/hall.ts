/** How many seats there are. */
export interface Hall {
  readonly seats: number;
  /** Of these zones; those that the hall does not have are none. */
  seatsIn(zones: readonly unknown[]): number;
}

/** A root field that says by an argument which show it is about. */
export interface HallReference {
  /** The show's id, if the field is about a show at all. */
  idOf(variables: Readonly<Record<string, unknown>>): string | null;
  /** Whether the cost depends on it. */
  isUsed: boolean;
  /** Whether it depends on its zones as well. */
  hasZones: boolean;
}
