import type { SeatGroup } from './alternatives.ts';

const found = new WeakMap<object, Promise<SeatGroup[]>>();

/** What is offered in place of what was refused, looked for once: an answer may ask for it by many aliases. */
export function alternativesOf(refusal: object, find: () => Promise<SeatGroup[]>): Promise<SeatGroup[]> {
  const groups = found.get(refusal) ?? find();
  found.set(refusal, groups);
  return groups;
}
