/** What one value of an argument or input field may be. Characters are UTF-16 code units, as `length` counts them. */
export type ValueBounds =
  /** A line of text that is stored, mailed and shown as it is: no control characters, no half of a surrogate pair. */
  | { readonly kind: 'text'; readonly minCharacters: 0 | 1; readonly maxCharacters: number }
  /** Text of several lines. */
  | { readonly kind: 'prose'; readonly maxCharacters: number }
  /** An id of ours. Its form is looked at by who looks it up: one of another form is as unknown as any other. */
  | { readonly kind: 'id'; readonly maxCharacters: number }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'json'; readonly maxLevels: number; readonly maxValues: number };

export interface ListBounds {
  readonly maxEntries: number;
  /** Of each entry. Enum values and input objects need none: the latter have them on their fields. */
  readonly entry: ValueBounds | null;
}

/** The option `bounds` of an argument or input field: whatever a caller may make long or large has them (see plugin.ts). */
export type InputBounds = ValueBounds | ListBounds;

const count = new Intl.NumberFormat('en-US');

export function text(maxCharacters: number, minCharacters: 0 | 1 = 0): ValueBounds {
  return { kind: 'text', minCharacters, maxCharacters };
}

export function prose(maxCharacters: number): ValueBounds {
  return { kind: 'prose', maxCharacters };
}

/** Both included. */
export function numberFrom(min: number, max: number): ValueBounds {
  return { kind: 'number', min, max };
}

export function json(limits: { maxLevels: number; maxValues: number }): ValueBounds {
  return { kind: 'json', ...limits };
}

export function listOf(maxEntries: number, entry: ValueBounds | null = null): ListBounds {
  return { maxEntries, entry };
}

/** Of `show_…` and the like, which are half as long. */
export const NODE_ID: ValueBounds = { kind: 'id', maxCharacters: 100 };

/** Of a seat, too, whose id ends with the plan's own. */
export const NODE_OF_ANY_KIND: ValueBounds = { kind: 'id', maxCharacters: 250 };

/** Opaque to clients. */
export const CURSOR = text(200);

/** The bounds as the description tells them: "At most 200 characters." */
export function describeBounds(bounds: InputBounds): string {
  if (!('entry' in bounds)) return `${capitalize(rangeOf(bounds))}.`;
  const entries = `At most ${count.format(bounds.maxEntries)} entries`;
  return bounds.entry ? `${entries}, each ${rangeOf(bounds.entry)}.` : `${entries}.`;
}

function rangeOf(bounds: ValueBounds): string {
  switch (bounds.kind) {
    case 'text':
      if (bounds.minCharacters > 0) return `${bounds.minCharacters} to ${charactersOf(bounds)}`;
      return `at most ${charactersOf(bounds)}`;
    case 'prose':
    case 'id':
      return `at most ${charactersOf(bounds)}`;
    case 'number':
      return `from ${count.format(bounds.min)} to ${count.format(bounds.max)}`;
    case 'json':
      return `at most ${count.format(bounds.maxLevels)} levels and ${count.format(bounds.maxValues)} values`;
  }
}

function charactersOf({ maxCharacters }: { maxCharacters: number }): string {
  return `${count.format(maxCharacters)} characters`;
}

function capitalize(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
