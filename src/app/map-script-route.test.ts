import { expect, it } from 'vitest';
import { lineOf } from './map-script-route.ts';

it.each([
  ['0.1.0', '0.1'],
  ['0.12.3', '0.12'],
  ['1.0.0', '1'],
  ['2.5.1', '2'],
])('%s is of the line %s: within it nothing breaks', (version, line) => {
  expect(lineOf(version)).toBe(line);
});
