import { expect, it } from 'vitest';
import { Overdue } from './overdue.ts';
import { Slices } from './slices.ts';

/** Slices whose turns come when they are told to. */
function slicesByHand() {
  let begin: (() => void) | null = null;
  const sliced = {
    turn: () =>
      new Promise<void>((resolve) => {
        begin = resolve;
      }),
  } as Slices;
  const slice = async (): Promise<void> => {
    begin?.();
    begin = null;
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { sliced, slice };
}

it('lets eight go on in each slice, in order of arrival', async () => {
  const { sliced, slice } = slicesByHand();
  const overdue = new Overdue(sliced);
  const gone: number[] = [];
  for (let n = 0; n < 20; n += 1) overdue.add('crowd', () => gone.push(n));
  expect(gone).toEqual([]);
  await slice();
  expect(gone).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  await slice();
  await slice();
  expect(gone).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

it('lets callers take turns, however many there are of one', async () => {
  const { sliced, slice } = slicesByHand();
  const overdue = new Overdue(sliced);
  const gone: string[] = [];
  for (let n = 0; n < 1_000; n += 1) overdue.add('crowd', () => gone.push('crowd'));
  overdue.add('probe', () => gone.push('probe'));
  await slice();
  expect(gone.slice(0, 2)).toEqual(['crowd', 'probe']);
});

it('forgets those who need it no more, and begins again', async () => {
  const overdue = new Overdue(new Slices());
  const gone: string[] = [];
  const leave = overdue.add('one', () => gone.push('left'));
  leave();
  leave();
  await new Promise<void>((resolve) => overdue.add('other', resolve));
  await new Promise<void>((resolve) => overdue.add('one', resolve));
  expect(gone).toEqual([]);
});
