/** Decimals as people type and read them: with the separators of their locale, and with those of others where that can't be mistaken. */

export interface DecimalOptions {
  /** How many digits there may be after the point. */
  digits: number;
  /** BCP 47. */
  locale: string;
}

/** Together with the digits after the point that is a safe integer. */
const MOST_WHOLE_DIGITS = 11;
/** Spaces and apostrophes, which group thousands wherever they are used. */
const GAPS = /[\s\u00a0\u202f'’]/g;
const separators = new Map<string, { decimal: string; group: string }>();

/** The number in units of its last digit: `12,50` with two digits is 1,250. Null: it is none, or has more digits than that. */
export function unitsOfText(text: string, { digits, locale }: DecimalOptions): number | null {
  const parts = partsOf(text.trim().replaceAll(GAPS, ''), locale);
  if (parts === null || parts.whole.length > MOST_WHOLE_DIGITS || parts.fraction.length > digits) return null;
  return Number(parts.whole + parts.fraction.padEnd(digits, '0'));
}

/** The same backwards, without groups: as it can be typed over. `fewest`: digits after the point that are always written. */
export function textOfUnits(
  units: number,
  { digits, locale, fewest = digits }: DecimalOptions & { fewest?: number },
): string {
  return new Intl.NumberFormat(locale, {
    numberingSystem: 'latn',
    useGrouping: false,
    minimumFractionDigits: fewest,
    maximumFractionDigits: digits,
  }).format(`${units}E-${digits}` as Intl.StringNumericLiteral);
}

function partsOf(text: string, locale: string): { whole: string; fraction: string } | null {
  const [, first, last, fraction = ''] = /^(\d[\d.,]*?)(?:([.,])(\d*))?$/.exec(text) ?? [];
  if (first === undefined) return null;
  if (last === undefined) return { whole: first, fraction: '' };
  // What stands before the last separator is whole, in groups of three or in none.
  const groups = /[.,]/.exec(first)?.[0];
  if (groups === undefined) {
    const { decimal, group } = separatorsOf(locale);
    const isGroup = last === group && last !== decimal && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(first);
    return isGroup ? { whole: first + fraction, fraction: '' } : { whole: first, fraction };
  }
  const isGrouped = (parts: readonly string[]) =>
    parts.slice(1).every((part) => part.length === 3) && parts[0]!.length <= 3;
  const parts = first.split(groups);
  if (!isGrouped(parts) || parts.some((part) => !/^\d+$/.test(part))) return null;
  if (last !== groups) return { whole: parts.join(''), fraction };
  return fraction.length === 3 ? { whole: parts.join('') + fraction, fraction: '' } : null;
}

function separatorsOf(locale: string): { decimal: string; group: string } {
  let known = separators.get(locale);
  if (!known) {
    const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(1_234_567.5);
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    known = { decimal: of('decimal'), group: of('group') };
    separators.set(locale, known);
  }
  return known;
}
