import { expect, it } from 'vitest';
import { OperationLine } from './operation-line.ts';

const OPTIONS = { maxCost: 100, reservedCost: 20, smallCost: 10, maxWaiting: 3, maxPerCaller: 2 };

interface Entered {
  name: string;
  leave(): void;
}

/** Operations enter in that order; `begun` are those at work, by their names. */
function enterAll(line: OperationLine, operations: [name: string, caller: string, cost: number][]) {
  const begun: Entered[] = [];
  const refused: string[] = [];
  for (const [name, caller, cost] of operations) {
    line.enter(caller, cost).then(
      (leave) => begun.push({ name, leave }),
      () => refused.push(name),
    );
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { begun, refused, settle, names: () => begun.map(({ name }) => name) };
}

it('begins what there is room for, and the others as room is made', async () => {
  const { begun, names, settle } = enterAll(new OperationLine(OPTIONS), [
    ['a', 'A', 60],
    ['b', 'B', 60],
    ['c', 'C', 40],
  ]);
  await settle();
  expect(names()).toEqual(['a', 'c']);
  begun[0]!.leave();
  begun[0]!.leave();
  await settle();
  expect(names()).toEqual(['a', 'c', 'b']);
});

it('lets the caller with the fewest at work be next, and of its operations the smallest', async () => {
  const { begun, names, settle } = enterAll(new OperationLine(OPTIONS), [
    ['a1', 'A', 50],
    ['b1', 'B', 50],
    ['a2', 'A', 30],
    ['c1', 'C', 50],
    ['c2', 'C', 40],
  ]);
  await settle();
  expect(names()).toEqual(['a1', 'b1']);
  begun[1]!.leave();
  await settle();
  expect(names()).toEqual(['a1', 'b1', 'c2']);
});

it('keeps some room for small ones', async () => {
  const { names, settle } = enterAll(new OperationLine(OPTIONS), [
    ['large', 'A', 100],
    ['medium', 'B', 11],
    ['small', 'C', 10],
  ]);
  await settle();
  expect(names()).toEqual(['large', 'small']);
});

it('executes one that costs more than there is room for alone', async () => {
  const { begun, names, settle } = enterAll(new OperationLine(OPTIONS), [
    ['a', 'A', 10],
    ['b', 'B', 1_000],
  ]);
  await settle();
  expect(names()).toEqual(['a']);
  begun[0]!.leave();
  await settle();
  expect(names()).toEqual(['a', 'b']);
});

it('refuses a caller who has too many, and everyone when too many wait', async () => {
  const line = new OperationLine(OPTIONS);
  const { refused, begun, settle } = enterAll(line, [
    ['a1', 'A', 100],
    ['a2', 'A', 100],
    ['a3', 'A', 1],
    ['b1', 'B', 100],
    ['c1', 'C', 100],
    ['d1', 'D', 100],
  ]);
  await settle();
  expect(refused).toEqual(['a3', 'd1']);
  expect(line.waiting).toBe(3);
  await expect(line.enter('D', 100)).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  begun[0]!.leave();
  await settle();
  expect(line.waiting).toBe(2);
  void line.enter('A', 100);
  expect(line.waiting).toBe(3);
});
