import { readdir } from 'node:fs/promises';
import { getPriority } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { longestStretch_ms, threadTime_ms } from '../../../test/kit/product/processor-time.ts';
import { knownMeasureOf } from './json-measure.ts';
import { PieceReader, piecesOf, TooDeepError, TooWideError } from './json-pieces.ts';
import { readLargeJson } from './read-large-json.ts';

const MB = 1024 * 1024;
const roundTrip = (value: unknown) => {
  const reader = new PieceReader();
  for (const piece of piecesOf(value)) reader.add(piece);
  return reader.value;
};

async function* chunksOf(bytes: Uint8Array, size = 60_000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
const read = (text: string, maxBytes = 64 * MB) => readLargeJson(chunksOf(Buffer.from(text)), maxBytes);

/** Of each thread of this process. */
async function threadPriorities(): Promise<number[]> {
  const ids = await readdir('/proc/self/task');
  return ids.map((id) => getPriority(Number(id)));
}

describe('pieces of JSON', () => {
  it('are the value again, whatever is long in it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(5), (part, copies) => {
        const long = 'ä'.repeat(70_000);
        const many = Array.from({ length: copies * 500 }, () => ({ part, text: 'x'.repeat(100) }));
        const value = JSON.parse(JSON.stringify({ part, long, many, nested: { many: [part, many, long, part] } }));
        expect(roundTrip(value)).toEqual(value);
        expect(roundTrip(part)).toEqual(JSON.parse(JSON.stringify(part)));
      }),
      { numRuns: 50 },
    );
  });

  it('keep `__proto__` a key like any other', () => {
    const text = `{"__proto__":{"a":1},"b":{"__proto__":"${'x'.repeat(70_000)}"},"c":1}`;
    const again = roundTrip(JSON.parse(text)) as { b: object };
    expect(JSON.stringify(again) === text).toBe(true);
    expect(Object.getPrototypeOf(again.b)).toBe(Object.prototype);
  });

  it('tell how large the lists and objects are that have several', () => {
    const list = Array.from({ length: 20_000 }, () => ({ a: [1] }));
    const { list: again, small } = roundTrip({ list, small: [1] }) as { list: object; small: object };
    expect(knownMeasureOf(again)).toEqual({ levels: 3, values: 1 + 3 * 20_000 });
    expect(knownMeasureOf(small)).toBeNull();
  });

  it('refuse what is nested too deep', () => {
    const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    expect(roundTrip(nested(100))).toEqual(nested(100));
    expect(() => roundTrip(nested(101))).toThrow(TooDeepError);
    expect(() => roundTrip(nested(500_000))).toThrow(TooDeepError);
  });

  it('refuse a list or object that would be copied as a whole at a stretch, again and again, as it grows', () => {
    const list = (length: number) => [{ seats: new Array(length).fill(0) }];
    expect(roundTrip(list(1_000_000))).toEqual(list(1_000_000));
    expect(() => roundTrip(list(1_000_001))).toThrow(TooWideError);
    const object = (members: number) => Object.fromEntries(Array.from({ length: members }, (_, n) => [`key${n}`, n]));
    expect(roundTrip([object(10_000)])).toEqual([object(10_000)]);
    expect(() => roundTrip([object(10_001)])).toThrow(TooWideError);
  });
});

describe('a long JSON text', () => {
  it('is read without holding up the loop', async () => {
    const seats = Array.from({ length: 200_000 }, (_, n) => ({
      seat_guid: `Z1-${n}`,
      seat_number: `${n}`,
      position: { x: n, y: 0.5 },
      category: 'Zoë ☎',
    }));
    const value = { query: 'mutation', variables: { seats, text: 'x"\n'.repeat(5 * MB) } };
    const text = JSON.stringify(value);
    const bytes = Buffer.from(text);
    let again: unknown;
    const stretch_ms = await longestStretch_ms(async () => {
      again = await readLargeJson(chunksOf(bytes), 64 * MB);
    });
    expect(JSON.stringify(again) === JSON.stringify({ value })).toBe(true);
    const began_ms = threadTime_ms();
    JSON.parse(text);
    // The text alone would take that long at a stretch.
    expect(stretch_ms).toBeLessThan(Math.max(60, (threadTime_ms() - began_ms) / 2));
  });

  it.runIf(process.platform === 'linux')(
    'is parsed at a lower priority than everything else of the process',
    async () => {
      const ours = getPriority();
      const waits = Promise.withResolvers<void>();
      async function* begun(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('[1');
        await waits.promise;
        yield Buffer.from(']');
      }
      const reading = readLargeJson(begun(), MB);
      await vi.waitFor(async () => expect(await threadPriorities()).toContain(Math.max(10, ours)), { timeout: 20_000 });
      waits.resolve();
      expect(await reading).toEqual({ value: [1] });
      expect(getPriority()).toBe(ours);
    },
  );

  it('of many values holds up nobody while they are put together', async () => {
    const row = `[${'0,'.repeat(999_999)}0]`;
    const text = `[${`${row},`.repeat(2)}${row}]`;
    const stretch_ms = await longestStretch_ms(async () => {
      expect(await read(text)).toEqual({ value: expect.any(Array) });
    });
    expect(stretch_ms).toBeLessThan(40);
  });

  it('is refused where it is no JSON, too long, too deep or has too many values', async () => {
    expect(await read('{"a":')).toEqual({ problem: expect.stringMatching(/JSON/) });
    expect(await read('')).toEqual({ problem: expect.stringMatching(/JSON/) });
    expect(await read(`"${'x'.repeat(100)}"`, 101)).toEqual({ tooLong: true });
    expect(await read('['.repeat(MB) + ']'.repeat(MB))).toEqual({ problem: expect.stringMatching(/100 levels/) });
    expect(await read(`\uFEFF${JSON.stringify([1])}`)).toEqual({ value: [1] });
    expect(await read(`[${'{"a":[]},'.repeat(6 * MB)}0]`)).toEqual({
      problem: expect.stringMatching(/4000000 values/),
    });
    expect(await read(`[${'0,'.repeat(3_000_000)}0]`)).toEqual({ problem: expect.stringMatching(/1000000 entries/) });
  });

  it('is refused when others are read all the time that it may wait', async () => {
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    async function* slow(): AsyncGenerator<Uint8Array> {
      begun.resolve();
      yield Buffer.from('[1');
      await held.promise;
      yield Buffer.from(']');
    }
    const first = readLargeJson(slow(), MB);
    await begun.promise;
    expect(await readLargeJson(chunksOf(Buffer.from('[2]')), MB, 20)).toEqual({ busy: true });
    const patient = readLargeJson(chunksOf(Buffer.from('[3]')), MB, 20_000);
    held.resolve();
    expect(await Promise.all([first, patient])).toEqual([{ value: [1] }, { value: [3] }]);
  });

  it('gives way when it comes slowly while others wait, and only then', async () => {
    let isOver = false;
    async function* trickle(): AsyncGenerator<Uint8Array> {
      for (; !isOver; await new Promise((resolve) => setTimeout(resolve, 200))) yield Buffer.alloc(8_192, ' ');
      yield Buffer.from('[1]');
    }
    async function* steady(): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < 14; part += 1) {
        yield Buffer.alloc(200 * 1024, ' ');
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      yield Buffer.from('[2]');
    }
    const alone = readLargeJson(trickle(), 64 * MB);
    // Longer than it is looked at once.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    isOver = true;
    expect(await alone).toEqual({ value: [1] });
    isOver = false;
    const slow = readLargeJson(trickle(), 64 * MB);
    const fast = readLargeJson(steady(), 64 * MB);
    expect(await slow).toEqual({ slow: true });
    // It has come as fast as it has to: others wait their time in vain.
    expect(await readLargeJson(chunksOf(Buffer.from('[3]')), MB, 2_200)).toEqual({ busy: true });
    expect(await fast).toEqual({ value: [2] });
  });
});
