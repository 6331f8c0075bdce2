import type { BestAvailableWish } from '@seatwire/client/box-office';
import type { PriceTier } from '../hall/price-tier.ts';
import { languageOf, textsIn } from '../texts/texts.ts';
import type { MapContext } from '../views/map-context.ts';
import { createMapFormats } from './map-formats.ts';
import { momentIn } from './sale-words.ts';

/** What the element's attributes say besides where the show is. */
export interface Settings {
  /** How many seats may be chosen, and how many the best ones are looked for; null: as many as the show lets one lock have. */
  partySize: number | null;
  /** Price tiers by id, name or category: others can't be chosen. Empty: any. */
  tiers: readonly string[];
  /** Of one seat, in minor units; null: any. */
  maxPrice: number | null;
}

/** For how many the best seats are looked for when nobody has said. */
export const DEFAULT_PARTY = 1;
/** What one lock can have at most, whatever the show says. */
const MOST_SEATS = 50;

/** A whole number from 1 on; null for anything else. */
export function wholeOf(text: string | null): number | null {
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isInteger(number) && number >= 1 ? number : null;
}

export function partySizeOf(text: string | null): number | null {
  const size = wholeOf(text);
  return size === null ? null : Math.min(size, MOST_SEATS);
}

export function listOf(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A list as an attribute has it; null: there is nothing in it. */
export function textOfList(list: string | readonly string[] | null | undefined): string | null {
  const text = typeof list === 'string' ? list : (list ?? []).join(',');
  return text === '' ? null : text;
}

/** Whether seats of a tier are among what is looked for. */
export function isWanted({ tiers, maxPrice }: Settings, { id, name, category, price }: PriceTier): boolean {
  if (maxPrice !== null && price.amount > maxPrice) return false;
  return tiers.length === 0 || [id, name, category].some((known) => tiers.includes(known));
}

/** The best seats for the party within the settings, of a show with these tiers. */
export function bestWish(settings: Settings, priceTiers: readonly PriceTier[]): BestAvailableWish {
  const { partySize, maxPrice, tiers } = settings;
  const wanted = priceTiers.filter((tier) => isWanted(settings, tier)).map(({ id }) => id);
  return {
    quantity: partySize ?? DEFAULT_PARTY,
    ...(maxPrice === null ? {} : { maxPrice }),
    ...(tiers.length === 0 ? {} : { tierIds: wanted }),
  };
}

export interface ElementContext extends MapContext {
  /** Of the words, as `lang` takes it. */
  language: string;
  /** A time (ms since 1970) as it is written in the language. */
  moment(time: number): string;
}

/** Words and formats in the first of these languages (BCP 47) that there are words in; numbers as in its region. */
export function contextIn(tags: readonly string[]): ElementContext {
  const language = languageOf(tags);
  const locale = tags.find((tag) => tag.toLowerCase().startsWith(language) && isLocale(tag)) ?? language;
  return { language, texts: textsIn(language), formats: createMapFormats(locale), moment: momentIn(language) };
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
