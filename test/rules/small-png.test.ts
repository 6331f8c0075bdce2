import { deflateSync, inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { chunk, chunksOf, SIGNATURE, words } from '../../bench/animated-png.ts';
import { smallPng } from '../../bench/small-png.ts';

const WIDTH = 3;
/** By line; no two are next to each other, so that each filter has something to tell. */
const COLORS = Array.from({ length: 5 }, (_, line) =>
  Array.from({ length: WIDTH }, (_pixel, at) => [(line * 50 + at * 90) % 256, (line * 120) % 256, (at * 70) % 256]),
);

/** As a browser writes it: the lines by one filter after the other. */
function pictureOf(lines: readonly number[][][]): Buffer {
  const bytes = lines.map((line) => line.flat());
  const filtered = bytes.flatMap((line, row) => {
    const told = line.map((byte, at) => {
      const [left, above] = [line[at - 3] ?? 0, bytes[row - 1]?.[at] ?? 0];
      const corner = at < 3 ? 0 : (bytes[row - 1]?.[at - 3] ?? 0);
      const guess = left + above - corner;
      const [nearest] = [left, above, corner].toSorted((one, other) => Math.abs(guess - one) - Math.abs(guess - other));
      return (byte - [0, left, above, (left + above) >> 1, nearest!][row]!) & 0xff;
    });
    return [row, ...told];
  });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([words(WIDTH, lines.length), Buffer.from([8, 2, 0, 0, 0])])),
    chunk('IDAT', deflateSync(Buffer.from(filtered))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

it('writes a picture by a list of its colours, whatever filters its lines had', () => {
  const chunks = chunksOf(smallPng(pictureOf(COLORS)));
  const dataOf = (wanted: string) => chunks.find(({ type }) => type === wanted)!.data;
  expect(dataOf('IHDR')).toEqual(Buffer.concat([words(WIDTH, COLORS.length), Buffer.from([8, 3, 0, 0, 0])]));
  const [palette, rows] = [dataOf('PLTE'), inflateSync(dataOf('IDAT'))];
  const shown = COLORS.map((line, row) =>
    line.map((_color, at) => {
      const index = rows[row * (WIDTH + 1) + 1 + at]!;
      return [...palette.subarray(index * 3, index * 3 + 3)];
    }),
  );
  expect(shown).toEqual(COLORS);
});
