import type { Formats } from '../i18n/formats.ts';
import type { Texts } from '../i18n/texts-en.ts';

/** What every part of the page is drawn with. */
export interface ViewContext {
  texts: Texts;
  formats: Formats;
  /** BCP 47: of the formats, and of the mails to who books. */
  locale: string;
}

/** How many seats can be had, as both the list of shows and a show say it. */
export function seatsLeft({ texts, formats }: ViewContext, available: number): string {
  if (available === 0) return texts.soldOutTitle;
  return available === 1 ? texts.oneSeatLeft : texts.seatsLeft(formats.count(available));
}
