import { momentOf, wallTimeOf } from '../wall-time.ts';

export interface ReadTimeOptions {
  /** IANA name, of the venue. */
  timezone: string;
  /** The field holds a part of a time only: its text is blank then. */
  isIncomplete: boolean;
  /** RFC 3339: as it is, to the second and beyond. What was not changed stays so. */
  before?: string | null | undefined;
}

/** A time as a field of the type `datetime-local` has it, by the clocks of the venue; blank: there is none. */
export function typedTime(at: string | null | undefined, timezone: string): string {
  return at ? wallTimeOf(Date.parse(at), timezone) : '';
}

/** What was typed, as the API takes it (RFC 3339; null: nothing), or what is wrong with it. */
export function readTime(
  text: string,
  { timezone, isIncomplete, before = null }: ReadTimeOptions,
): string | null | { kind: 'incomplete' | 'skipped' } {
  if (isIncomplete) return { kind: 'incomplete' };
  if (text === '') return null;
  if (before !== null && typedTime(before, timezone) === text) return before;
  const at = momentOf(text, timezone);
  return at === null ? { kind: 'skipped' } : new Date(at).toISOString();
}
