import { describe, expect, it } from 'vitest';
import { isLong, textInSlices } from './answer-text.ts';

const seat = (n: number) => ({
  id: `Z1-${n}`,
  x: n / 3,
  zone: 'Ränge "links"',
  tier: null,
  ok: n % 2 === 0,
  at: [n, [n]],
});

async function written(value: unknown, maxBytes?: number): Promise<string> {
  const { pieces } = await textInSlices(value, maxBytes);
  return Buffer.concat([...pieces]).toString();
}

describe('an answer that is written in slices', () => {
  it.each([
    ['a long list', { show: { seats: Array.from({ length: 20_000 }, (_, n) => seat(n)), title: 'x' } }],
    ['lists in lists', [Array.from({ length: 30 }, () => Array.from({ length: 500 }, (_, n) => seat(n))), [], [[]]]],
    ['entries that are long', ['x'.repeat(200_000), { ['k'.repeat(200_000)]: 1 }, 'y', '😀'.repeat(100_000)]],
    ['a long object', Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`key${n}`, seat(n)]))],
    ['what is left out', { gone: undefined, list: ['x'.repeat(100_000), null], none: {} }],
    ['little', { a: 1 }],
    ['nothing', null],
  ])('is %s as JSON.stringify writes it', async (_what, value) => {
    expect((await written(value)) === JSON.stringify(value)).toBe(true);
  });

  it('lets others run', async () => {
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    await written(Array.from({ length: 100_000 }, (_, n) => seat(n)));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(3);
  });

  it('is given up before it is longer than it may be', async () => {
    const list = Array.from({ length: 1_000 }, () => 'x'.repeat(1_000));
    const { length } = JSON.stringify(list);
    expect((await written(list, length)).length).toBe(length);
    await expect(written(list, length - 1)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    await expect(written('ö'.repeat(100_000), 150_000)).rejects.toThrow('longer than');
  });

  it('has the digest of its text', async () => {
    const value = () => Array.from({ length: 10_000 }, (_, n) => seat(n));
    const first = await textInSlices(value());
    expect((await textInSlices(value())).digest).toBe(first.digest);
    expect((await textInSlices([...value(), 1])).digest).not.toBe(first.digest);
  });
});

it('is worth it for long values only', () => {
  expect(isLong({ seats: Array.from({ length: 100 }, (_, n) => seat(n)) })).toBe(false);
  expect(isLong({ seats: Array.from({ length: 10_000 }, (_, n) => seat(n)) })).toBe(true);
  expect(isLong({ ['k'.repeat(100_000)]: 1 })).toBe(true);
});
