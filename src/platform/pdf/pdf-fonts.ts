import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';

const { resolve } = createRequire(import.meta.url);

/** DejaVu Sans has Latin with all its accents, Greek, Cyrillic and more; what is used of it becomes part of the document. */
const FILES = {
  regular: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
} as const;

export type PdfFont = keyof typeof FILES;

const opened = new Map<PdfFont, Font>();

/** Read once: its tables take longer to read than a page takes to be set. */
export function fontOf(name: PdfFont): Font {
  let font = opened.get(name);
  if (!font) {
    font = openSync(resolve(FILES[name])) as Font;
    opened.set(name, font);
  }
  return font;
}

/** Stands for a character that the font does not have. */
const UNKNOWN = '\u25a1';
/** Marks that say how other characters are set, and characters that there are not: nothing is drawn of them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/** The text with a box for each character that the fonts do not have. */
export function drawable(text: string): string {
  const font = fontOf('regular');
  let drawn = '';
  for (const character of text.normalize('NFC')) {
    if (UNSEEN.test(character)) continue;
    drawn += font.hasGlyphForCodePoint(character.codePointAt(0)!) ? character : UNKNOWN;
  }
  return drawn;
}
