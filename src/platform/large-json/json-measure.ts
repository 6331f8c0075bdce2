/** How large a JSON value is. */
export interface JsonMeasure {
  /** Lists and objects inside one another, itself included. */
  readonly levels: number;
  /** Itself, and all values in it. */
  readonly values: number;
}

const known = new WeakMap<object, JsonMeasure>();

/** What is known of the value without looking at all of it; null: nothing. Only large values of large texts are known. */
export function knownMeasureOf(value: unknown): JsonMeasure | null {
  return typeof value === 'object' && value !== null ? (known.get(value) ?? null) : null;
}

export function noteMeasure(value: object, measure: JsonMeasure): void {
  known.set(value, measure);
}
