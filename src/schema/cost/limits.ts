/** What an operation may cost: the map of 60,000 seats with everything there is to know of each. */
export const MAX_COST = 1_500_000;
/** What a subscription's event may cost: a snapshot of as many seats, each with its state. */
export const MAX_SUBSCRIPTION_COST = 500_000;

/** What an answer may be, as JSON: a map of 60,000 seats with 400 bytes for each. Everything there is to know is 250. */
export const MAX_ANSWER_BYTES = 24 * 1024 * 1024;

/** How many fields of an answer may fail: those that a page of 100 shows keeps for organisers, several times. */
export const MAX_FAILURES = 500;
