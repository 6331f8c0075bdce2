/** What an operation may cost: the map of 60,000 seats with everything there is to know of each. */
export const MAX_COST = 1_500_000;
/** What a subscription's event may cost: a snapshot of as many seats, each with its state. */
export const MAX_SUBSCRIPTION_COST = 500_000;

/** What an answer may be, as JSON: a map of 60,000 seats with 400 bytes for each. Everything there is to know is 250. */
export const MAX_ANSWER_BYTES = 24 * 1024 * 1024;

/**
 * What an answer may be of an operation that did not wait for room (see OperationLine), as many of which are made at a time as come:
 * ten times what a large map has for each unit of its cost.
 */
export const MAX_SMALL_ANSWER_BYTES = 4 * 1024 * 1024;
/** What the largest answer of the highest cost has for each unit of it: long texts cost as much. */
export const BYTES_OF_COST = 16;

/** How many fields of an answer may fail: those that a page of 100 shows keeps for organisers, several times. */
export const MAX_FAILURES = 500;
