import QRCode from 'qrcode';
import type { CardBlock, FactsBlock, PdfBlock, PdfDocument, TableBlock } from './pdf-document.ts';
import { PdfSheet, SOFT, type Style } from './pdf-sheet.ts';

const GAP = 8;
const LABEL_WIDTH = 110;
const AMOUNT_WIDTH = 110;
const CARD_PADDING = 14;
/** With its quiet zone: as large as a scanner reads with ease, from paper or a phone. */
const QR_SIDE = 130;
const QUIET_MODULES = 4;

/** Draws the document. Takes tens of milliseconds, the first time hundreds: see `pdf-thread.ts`. */
export async function drawPdf(document: PdfDocument): Promise<Buffer> {
  const sheet = new PdfSheet(document);
  for (const block of document.blocks) drawBlock(sheet, block);
  return await sheet.end((page, pages) => `${document.title} · ${page} / ${pages}`);
}

function drawBlock(sheet: PdfSheet, block: PdfBlock): void {
  switch (block.kind) {
    case 'heading':
      drawText(sheet, block.text, { font: 'bold', size: 18, maxLines: 3 });
      return;
    case 'text':
      drawText(sheet, block.text, block.tone === 'soft' ? { size: 9, color: SOFT } : {});
      return;
    case 'facts':
      drawFacts(sheet, block);
      return;
    case 'table':
      drawTable(sheet, block);
      return;
    case 'card':
      drawCard(sheet, block);
      return;
  }
}

function drawText(sheet: PdfSheet, text: string, style: Style): void {
  sheet.room(sheet.heightOf(text, sheet.width, style));
  sheet.y += sheet.text(text, { x: sheet.left, y: sheet.y, width: sheet.width }, style) + GAP;
}

function drawFacts(sheet: PdfSheet, { rows }: FactsBlock): void {
  const width = sheet.width - LABEL_WIDTH;
  for (const { label, value } of rows) {
    const height = Math.max(sheet.heightOf(value, width), sheet.heightOf(label, LABEL_WIDTH - GAP));
    sheet.room(height);
    sheet.text(label, { x: sheet.left, y: sheet.y, width: LABEL_WIDTH - GAP }, { color: SOFT });
    sheet.text(value, { x: sheet.left + LABEL_WIDTH, y: sheet.y, width });
    sheet.y += height + 2;
  }
  sheet.y += 2 * GAP;
}

function drawTable(sheet: PdfSheet, { rows }: TableBlock): void {
  const width = sheet.width - AMOUNT_WIDTH - GAP;
  const note = { size: 8.5, color: SOFT };
  for (const row of rows) {
    const style: Style = row.tone === 'total' ? { font: 'bold', size: 11 } : row.tone === 'soft' ? note : {};
    const noteHeight = row.note === null ? 0 : sheet.heightOf(row.note, width, note);
    const amount = { x: sheet.left + width + GAP, width: AMOUNT_WIDTH };
    const height = Math.max(
      sheet.heightOf(row.name, width, style) + noteHeight,
      sheet.heightOf(row.amount, AMOUNT_WIDTH, style),
    );
    sheet.room(height + GAP);
    if (row.tone !== 'soft') sheet.rule(sheet.y - 2);
    const top = sheet.y + 2;
    const nameHeight = sheet.text(row.name, { x: sheet.left, y: top, width }, style);
    if (row.note !== null) sheet.text(row.note, { x: sheet.left, y: top + nameHeight, width }, note);
    sheet.text(row.amount, { ...amount, y: top }, { ...style, align: 'right' });
    sheet.y += height + GAP;
  }
  sheet.y += GAP;
}

interface Part {
  text: string;
  style: Style;
}

function drawCard(sheet: PdfSheet, { code, title, lines, place, notes }: CardBlock): void {
  const x = sheet.left + CARD_PADDING + QR_SIDE + CARD_PADDING;
  const width = sheet.width - (x - sheet.left) - CARD_PADDING;
  const parts: Part[] = [
    { text: title, style: { font: 'bold', size: 12, maxLines: 2 } },
    ...lines.map((text) => ({ text, style: { size: 9, maxLines: 2 } })),
    { text: place, style: { font: 'bold', size: 14, maxLines: 2 } },
    ...notes.map((text) => ({ text, style: { size: 8.5, color: SOFT, maxLines: 2 } })),
  ];
  const textHeight = parts.reduce((sum, part) => sum + sheet.heightOf(part.text, width, part.style) + 2, 0);
  const height = Math.max(textHeight, QR_SIDE) + 2 * CARD_PADDING;
  sheet.room(height + 2 * GAP);
  sheet.frame({ x: sheet.left, y: sheet.y, width: sheet.width }, height);
  drawQr(sheet, code, { x: sheet.left + CARD_PADDING, y: sheet.y + CARD_PADDING });
  let y = sheet.y + CARD_PADDING;
  for (const { text, style } of parts) y += sheet.text(text, { x, y, width }, style) + 2;
  sheet.y += height + 2 * GAP;
}

function drawQr(sheet: PdfSheet, code: string, { x, y }: { x: number; y: number }): void {
  const { size, data } = QRCode.create(code, { errorCorrectionLevel: 'M' }).modules;
  const side = QR_SIDE / (size + 2 * QUIET_MODULES);
  const quiet = QUIET_MODULES * side;
  const box = { x: x + quiet, y: y + quiet, width: size * side };
  sheet.squares(box, size, (row, column) => data[row * size + column] === 1);
}
