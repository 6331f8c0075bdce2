import QRCode from 'qrcode';
import { createLoadingCache } from '../../platform/caching/loading-cache.ts';
import { slices } from '../../platform/turns/slices.ts';
import { pngOf } from './png.ts';

// Black on white with the quiet zone that scanners need, whatever the background of the page or mail is.
const ERROR_CORRECTION = { errorCorrectionLevel: 'M' } as const;
const MARGIN_MODULES = 4;
const PIXELS_PER_MODULE = 6;
/** Some eight thousand tickets. */
const MAX_CACHED_BYTES = 8 * 1024 * 1024;
/** Of a kept picture beside its bytes: the Buffer with the memory that it has, the code, the cache's entry. */
const BYTES_PER_PICTURE = 600;

/** A code never changes its picture, and a page that is looked at again asks for the same ones. Only codes of tickets come here. */
const drawn = createLoadingCache<Buffer>({
  async load(code) {
    // One in each turn: a booking has many tickets.
    await slices.turn();
    return drawQrPng(code);
  },
  weigh: (png) => png.length + BYTES_PER_PICTURE,
  maxWeight: MAX_CACHED_BYTES,
});

/** The ticket's QR code as a PNG; it carries the code and nothing else. */
export async function ticketQrPng(code: string): Promise<Buffer> {
  return (await drawn.get(code))!;
}

/** The same as a `data:` URL, for a page's `<img>`. */
export async function ticketQrDataUrl(code: string): Promise<string> {
  return `data:image/png;base64,${(await ticketQrPng(code)).toString('base64')}`;
}

/** The same as SVG, which stays sharp at any size. */
export async function ticketQrSvg(code: string): Promise<string> {
  return await QRCode.toString(code, { ...ERROR_CORRECTION, type: 'svg', margin: MARGIN_MODULES });
}

/** Draws it anew and keeps nothing: for who asks with a code that may be none. Takes more than a millisecond. */
// qrcode's own PNG has four bytes for each pixel, and takes ten times as long.
export function drawQrPng(code: string): Buffer {
  const { modules } = QRCode.create(code, ERROR_CORRECTION);
  const size = modules.size + 2 * MARGIN_MODULES;
  const lines = Array.from({ length: size }, (_, row) => lineOf(size, (column) => isDark(modules, row, column)));
  return pngOf(
    size * PIXELS_PER_MODULE,
    lines.flatMap((line) => Array<Buffer>(PIXELS_PER_MODULE).fill(line)),
  );
}

/** A line of pixels, white where no dark module is. */
function lineOf(size: number, isDarkAt: (column: number) => boolean): Buffer {
  const width = size * PIXELS_PER_MODULE;
  const line = Buffer.alloc(Math.ceil(width / 8));
  for (let x = 0; x < width; x += 1) {
    if (!isDarkAt(Math.floor(x / PIXELS_PER_MODULE))) line[x >> 3]! |= 0x80 >> (x & 7);
  }
  return line;
}

/** With the quiet zone around the code. */
function isDark({ size, data }: { size: number; data: Uint8Array }, row: number, column: number): boolean {
  const [y, x] = [row - MARGIN_MODULES, column - MARGIN_MODULES];
  return y >= 0 && x >= 0 && y < size && x < size && data[y * size + x] === 1;
}
