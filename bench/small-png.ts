import { deflateSync, inflateSync } from 'node:zlib';
import { chunk, chunksOf, SIGNATURE, words } from './animated-png.ts';

/** Red, green and blue. */
const PARTS = 3;
const MOST_COLORS = 256;
/** Colours that share the upper bits of each part look alike. */
const LOWER_BITS = 3;

/** A picture of a page, 8 bits of each colour and none of it transparent, in at most 256 colours: a third of the bytes, and hardly to be told apart. */
export function smallPng(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === 'IHDR')!.data;
  const [width, height, format] = [
    header.readUInt32BE(0),
    header.readUInt32BE(4),
    header.subarray(8, 13).toString('hex'),
  ];
  if (format !== '0802000000') throw new Error(`This is no plain picture: ${format}`);
  const data = inflateSync(Buffer.concat(chunks.flatMap((one) => (one.type === 'IDAT' ? [one.data] : []))));
  const colors = colorsOf(unfiltered(data, { width, height }));
  const palette = paletteOf(colors);
  const nearest = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (const [index, color] of colors.entries()) {
    const known = nearest.get(color) ?? nearestIn(palette, color);
    nearest.set(color, known);
    rows[index + Math.floor(index / width) + 1] = known;
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([words(width, height), Buffer.from([8, 3, 0, 0, 0])])),
    chunk('PLTE', Buffer.from(palette.flatMap((color) => partsOf(color)))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The bytes of the pixels: each line of a PNG is written as what is different from the pixel before and the line above. */
function unfiltered(data: Buffer, { width, height }: { width: number; height: number }): Buffer {
  const length = width * PARTS;
  const pixels = Buffer.alloc(length * height);
  for (let line = 0; line < height; line += 1) {
    const filter = data[line * (length + 1)]!;
    for (let at = 0; at < length; at += 1) {
      const here = line * length + at;
      const left = at < PARTS ? 0 : pixels[here - PARTS]!;
      const above = line === 0 ? 0 : pixels[here - length]!;
      const corner = at < PARTS || line === 0 ? 0 : pixels[here - length - PARTS]!;
      const guesses = [0, left, above, (left + above) >> 1, closest(left, above, corner)];
      pixels[here] = (data[line * (length + 1) + 1 + at]! + guesses[filter]!) & 0xff;
    }
  }
  return pixels;
}

/** The predictor of Paeth. */
function closest(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((one) => Math.abs(guess - one)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function colorsOf(pixels: Buffer): number[] {
  return Array.from({ length: pixels.length / PARTS }, (_, index) => pixels.readUIntBE(index * PARTS, PARTS));
}

/** Of colours that look alike the one that there is most of; of these, those that there are most of. */
function paletteOf(colors: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const alike = Map.groupBy(counts, ([color]) =>
    partsOf(color)
      .map((part) => part >> LOWER_BITS)
      .join(),
  );
  const groups = [...alike.values()].map((group) => {
    const [most] = group.toSorted((one, other) => other[1] - one[1]);
    return { color: most![0], count: group.reduce((sum, [, count]) => sum + count, 0) };
  });
  return groups
    .toSorted((one, other) => other.count - one.count)
    .slice(0, MOST_COLORS)
    .map(({ color }) => color);
}

function nearestIn(palette: readonly number[], color: number): number {
  const parts = partsOf(color);
  let best = { index: 0, distance: Number.POSITIVE_INFINITY };
  for (const [index, other] of palette.entries()) {
    const distance = partsOf(other).reduce((sum, part, at) => sum + (part - parts[at]!) ** 2, 0);
    if (distance < best.distance) best = { index, distance };
  }
  return best.index;
}

function partsOf(color: number): number[] {
  return [color >> 16, (color >> 8) & 0xff, color & 0xff];
}
