import { expect, it } from 'vitest';
import { type Parts, planOf } from './back-plan.ts';

const map = { near: 1 };
const list = { near: 1, list: 1 };
const row = { near: 1, list: 1, row: 1 };

it.each<[string, Parts[], Parts, object]>([
  ['does nothing while the same is open', [{}, map], { near: 2 }, { kind: 'none' }],
  ['makes an entry of what is opened', [{}, map], list, { kind: 'push' }],
  ['makes one entry of what is opened at once', [{}], row, { kind: 'push' }],
  ['takes the entry of what is closed back', [{}, map, list], map, { kind: 'back', entries: 1 }],
  ['takes all entries of what is closed at once back', [{}, map, list, row], map, { kind: 'back', entries: 2 }],
  ['takes back as far as the same was open before', [{}, map, {}], {}, { kind: 'back', entries: 2 }],
  ['keeps the entry when something below it is closed', [{}, map, list], { list: 1 }, { kind: 'replace' }],
  ['puts tickets in the place of their payment', [{}, { pay: 1 }], { tickets: 1 }, { kind: 'replace' }],
  ['replaces what was open from the start', [map], {}, { kind: 'replace' }],
])('%s', (_what, entries, now, plan) => {
  expect(planOf(entries, now)).toEqual(plan);
});
