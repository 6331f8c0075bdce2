import { expect, it } from 'vitest';
import { FollowedRows } from './followed-rows.ts';

function rowsOf(versions: Map<string, string>) {
  const asked: string[][] = [];
  const rows = new FollowedRows(async (ids) => {
    asked.push([...ids]);
    return new Map(versions);
  });
  return { rows, asked };
}

it('tells those who were told of another version than there is, and nobody else', async () => {
  const versions = new Map([
    ['a', '1'],
    ['b', '1'],
  ]);
  const { rows, asked } = rowsOf(versions);
  const told: string[] = [];
  const first = rows.follow('a', () => told.push('first'));
  const second = rows.follow('a', () => told.push('second'));
  const other = rows.follow('b', () => told.push('other'));
  for (const row of [first, second, other]) await row.expectNews();
  await rows.look();
  expect(told).toEqual([]);
  versions.set('a', '2');
  // Its event came.
  await second.expectNews();
  await rows.look();
  expect(told).toEqual(['first']);
  versions.delete('b');
  await first.expectNews();
  await rows.look();
  expect(told).toEqual(['first', 'other']);
  for (const row of [first, second, other]) row.leave();
  expect(rows.size).toBe(0);
  const before = asked.length;
  await rows.look();
  expect(asked).toHaveLength(before);
});

it('leaves those alone who read while it looks', async () => {
  const versions = new Map([['a', '1']]);
  let duringLook = async (): Promise<void> => undefined;
  const rows = new FollowedRows(async () => {
    const read = new Map(versions);
    await duringLook();
    return read;
  });
  const told: string[] = [];
  const row = rows.follow('a', () => told.push('a'));
  await row.expectNews();
  duringLook = async () => {
    duringLook = async () => undefined;
    versions.set('a', '2');
    await row.expectNews();
  };
  await rows.look();
  expect(told).toEqual([]);
});
