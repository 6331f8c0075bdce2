import PDFDocument from 'pdfkit';
import type { PdfDocument } from './pdf-document.ts';
import { drawable, fontOf, type PdfFont } from './pdf-fonts.ts';

const INK = '#1b2430';
export const SOFT = '#5a6675';
const LINE = '#c9d0d8';

const MARGIN = 50;
const FOOT = 24;
const LEADING = 1.35;
/** In points, as are all lengths: seventy-two to an inch. */
const SIZE = 10;

export interface Style {
  font?: PdfFont;
  size?: number;
  color?: string;
  align?: 'left' | 'right';
  /** More of it is cut off, with three dots. */
  maxLines?: number;
}

/** Where a text stands. */
export interface Box {
  x: number;
  y: number;
  width: number;
}

/** pdfkit takes opened fonts as well, which its types do not say. */
function sourceOf(font: PdfFont): string {
  return fontOf(font) as unknown as string;
}

/** A4 pages that are filled from top to bottom: texts are set at a place, and tell how high they are. */
export class PdfSheet {
  readonly #doc: PDFKit.PDFDocument;
  readonly left = MARGIN;
  readonly width: number;
  readonly #bottom: number;
  y: number = MARGIN;

  constructor({ title, author, locale, madeAt }: PdfDocument) {
    this.#doc = new PDFDocument({
      size: 'A4',
      margin: MARGIN,
      bufferPages: true,
      lang: locale,
      // Registered below: pdfkit would open it twice, and compare all of its names.
      font: null as unknown as string,
      info: { Title: drawable(title), Author: drawable(author), CreationDate: madeAt, ModDate: madeAt },
    });
    const { width, height } = this.#doc.page;
    this.width = width - 2 * MARGIN;
    this.#bottom = height - MARGIN - FOOT;
    for (const font of ['regular', 'bold'] as const) this.#doc.registerFont(font, sourceOf(font));
  }

  /** How high the text would be. */
  heightOf(text: string, width: number, style: Style = {}): number {
    const lines = this.#use(style).heightOfString(drawable(text) || ' ', { width, lineGap: 0 });
    const most = (style.maxLines ?? Number.POSITIVE_INFINITY) * this.#doc.currentLineHeight(false);
    return Math.min(lines, most) * LEADING;
  }

  /** Sets the text and tells how high it is. */
  text(text: string, { x, y, width }: Box, style: Style = {}): number {
    const height = this.heightOf(text, width, style);
    const lineHeight = this.#use(style).currentLineHeight(false);
    const most = style.maxLines === undefined ? {} : { height: style.maxLines * lineHeight * LEADING, ellipsis: '…' };
    const lineGap = lineHeight * (LEADING - 1);
    this.#doc.text(drawable(text), x, y, { width, align: style.align ?? 'left', lineGap, ...most });
    return height;
  }

  /** Makes room for what is so high, on a new page where this one has too little of it. */
  room(height: number): void {
    if (this.y + height <= this.#bottom || this.y === MARGIN) return;
    this.#doc.addPage();
    this.y = MARGIN;
  }

  /** A line from edge to edge. */
  rule(y: number): void {
    this.#doc
      .lineWidth(0.7)
      .moveTo(this.left, y)
      .lineTo(this.left + this.width, y)
      .strokeColor(LINE)
      .stroke();
  }

  /** A frame that is cut along. */
  frame({ x, y, width }: Box, height: number): void {
    this.#doc
      .lineWidth(0.7)
      .dash(3, { space: 3 })
      .roundedRect(x, y, width, height, 6)
      .strokeColor(SOFT)
      .stroke()
      .undash();
  }

  /** Black squares on white: `isDark` of each row and column of `size`. */
  squares({ x, y, width }: Box, size: number, isDark: (row: number, column: number) => boolean): void {
    const side = width / size;
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        if (!isDark(row, column)) continue;
        let end = column + 1;
        while (end < size && isDark(row, end)) end += 1;
        // One rectangle for neighbours, a little wider: no hair lines between them.
        this.#doc.rect(x + column * side, y + row * side, (end - column) * side + 0.05, side + 0.05);
        column = end;
      }
    }
    this.#doc.fillColor('#000000').fill();
  }

  /** Writes the foot of each page and resolves with the bytes. */
  async end(footOf: (page: number, pages: number) => string): Promise<Buffer> {
    const pieces: Buffer[] = [];
    const ended = Promise.withResolvers<void>();
    this.#doc.on('data', (piece: Buffer) => pieces.push(piece));
    this.#doc.on('end', () => ended.resolve());
    const { count } = this.#doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.#doc.switchToPage(page);
      const style = { size: 8, color: SOFT, align: 'right' } as const;
      this.text(footOf(page + 1, count), { x: this.left, y: this.#bottom + FOOT / 2, width: this.width }, style);
    }
    this.#doc.end();
    await ended.promise;
    return Buffer.concat(pieces);
  }

  #use({ font = 'regular', size = SIZE, color = INK }: Style): PDFKit.PDFDocument {
    return this.#doc.font(font).fontSize(size).fillColor(color);
  }
}
