import type { PriceTier } from '../hall/price-tier.ts';
import type { MapTexts } from '../texts/texts-en.ts';

/** What every part of the map is drawn with. */
export interface MapContext {
  texts: MapTexts;
  formats: MapFormats;
}

/** Money and numbers as people write them in a locale. */
export interface MapFormats {
  money(money: PriceTier['price']): string;
  count(count: number): string;
  /** `19%`, `7,7 %`. */
  percent(percent: number): string;
}
