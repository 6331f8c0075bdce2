import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';

const { resolve } = createRequire(import.meta.url);

/** DejaVu Sans has Latin with all its accents, Greek, Cyrillic and more; what is used of it becomes part of the document. */
const FILES = {
  regular: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
} as const;

export type PdfFont = keyof typeof FILES;

export function fontFile(font: PdfFont): string {
  return resolve(FILES[font]);
}

/** Stands for a character that the font does not have. */
const UNKNOWN = '\u25a1';
/** Marks that say how other characters are set, and characters that there are not: nothing is drawn of them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

let known: Font | null = null;

/** The text with a box for each character that the fonts do not have. */
export function drawable(text: string): string {
  known ??= openSync(fontFile('regular')) as Font;
  let drawn = '';
  for (const character of text.normalize('NFC')) {
    if (UNSEEN.test(character)) continue;
    drawn += known.hasGlyphForCodePoint(character.codePointAt(0)!) ? character : UNKNOWN;
  }
  return drawn;
}
