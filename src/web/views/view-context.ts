import type { HallSeat } from '../hall/hall.ts';
import type { Formats } from '../i18n/formats.ts';
import type { Texts } from '../i18n/texts-en.ts';

/** What every part of the page is drawn with. */
export interface ViewContext {
  texts: Texts;
  formats: Formats;
}

export function seatName({ texts }: ViewContext, { zone, row, number }: HallSeat): string {
  return texts.seatName(zone, row, number);
}
