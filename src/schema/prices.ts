import type { GraphQLField } from 'graphql';

/** Without `first` and `last`. */
export const PAGE_SIZE = 20;
const LIST_SIZE = 10;

/**
 * What a field costs beyond what its parts do, as its extensions say. The unit is about a microsecond of the processor: one
 * plain value of an answer.
 */
export interface Prices {
  /** Of the field itself: 1 unless it says so. */
  cost: number;
  /** For each seat of the show's hall: of fields of `Show`. */
  costPerSeat: number;
  /** How long the list may be; 'hall': as the show's hall, or the zones that were asked for. 10 unless it says so. */
  listSize: number | 'hall';
  /** What an argument, or a field of an input object, makes it dearer by when it has a value; null: none does. */
  costWith: { argument: string; field?: string; cost: number } | null;
  /** What each entry of a list that is an argument, or a field of an input object, makes it dearer by; null: none does. */
  costPerEntry: { argument: string; field?: string; cost: number } | null;
}

export function pricesOf({ extensions }: GraphQLField<unknown, unknown>): Prices {
  return {
    cost: numberOf(extensions.cost) ?? 1,
    costPerSeat: numberOf(extensions.costPerSeat) ?? 0,
    listSize: extensions.listSize === 'hall' ? 'hall' : (numberOf(extensions.listSize) ?? LIST_SIZE),
    costWith: (extensions.costWith as Prices['costWith'] | undefined) ?? null,
    costPerEntry: (extensions.costPerEntry as Prices['costPerEntry'] | undefined) ?? null,
  };
}

function numberOf(extension: unknown): number | null {
  return typeof extension === 'number' ? extension : null;
}

/** The price of a field that asks the database: with what it takes of the database's own processor. */
export const READS_DATABASE = { cost: 200 } as const;
/** As READS_DATABASE. A text is looked for in all shows, if need be: the time of some ten thousand; such queries take turns. */
export const SEARCHES_SHOWS = {
  ...READS_DATABASE,
  costWith: { argument: 'filter', field: 'text', cost: 60_000 },
} as const satisfies Partial<Prices>;
/** As READS_DATABASE. A text is looked for in all bookings of the show, if need be, and once more to count them: the time of some fifty thousand. */
export const SEARCHES_BOOKINGS = {
  ...READS_DATABASE,
  costWith: { argument: 'search', cost: 200_000 },
} as const satisfies Partial<Prices>;
/** Reading a seat map or what it comes to: the states of all seats are read, however few are asked for. */
export const READS_SEAT_MAP = { cost: 500, costPerSeat: 0.1 } as const;
/** A list with an entry for each seat of the hall. */
export const ENTRY_PER_SEAT = { listSize: 'hall' } as const;
