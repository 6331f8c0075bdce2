import { beforeEach, expect, it } from 'vitest';
import { HeldBytes } from './held-bytes.ts';

let held: HeldBytes;
let gone: string[];
const hold = (owner: string, name: string, bytes: number) => held.hold(owner, bytes, () => gone.push(name));

beforeEach(() => {
  held = new HeldBytes({ max_bytes: 100, maxPerOwner_bytes: 50 });
  gone = [];
});

it('lets go of the oldest of an owner who holds too much, and of nothing of others', () => {
  hold('other', 'theirs', 40);
  hold('one', 'first', 30);
  hold('one', 'second', 20);
  expect(gone).toEqual([]);
  hold('one', 'third', 10);
  expect([gone, held.bytes]).toEqual([['first'], 70]);
});

it('lets go of the oldest of all when there is too much of everyone', () => {
  hold('one', 'first', 50);
  hold('two', 'second', 50);
  hold('three', 'third', 20);
  expect([gone, held.bytes]).toEqual([['first'], 70]);
});

it('lets go at once of what alone is too much', () => {
  hold('one', 'small', 10);
  hold('two', 'huge', 51)();
  expect([gone, held.bytes]).toEqual([['huge'], 10]);
});

it('counts nothing that was given back, and gives it back once', () => {
  const giveBack = hold('one', 'first', 50);
  giveBack();
  giveBack();
  hold('one', 'second', 50);
  expect([gone, held.bytes]).toEqual([[], 50]);
});
