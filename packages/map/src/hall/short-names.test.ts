import { expect, it } from 'vitest';
import { abbreviationsOf, shortNamesOf } from './short-names.ts';

it('short names leave out what all begin with, and never all of a name', () => {
  expect(shortNamesOf(['Section L1', 'Section L2'])).toEqual(['L1', 'L2']);
  expect(shortNamesOf(['Upper left', 'Lower left'])).toEqual(['Upper left', 'Lower left']);
  expect(shortNamesOf(['Block', 'Block'])).toEqual(['Block', 'Block']);
  expect(shortNamesOf(['Block A', 'Block'])).toEqual(['Block A', 'Block']);
});

it('there are none of no names, as in a hall of areas only', () => {
  expect(shortNamesOf([])).toEqual([]);
  expect(abbreviationsOf([])).toEqual([]);
});

it.each([
  [
    ['F001', 'F010', 'L001'],
    ['F1', 'F10', 'L1'],
  ],
  [
    ['001', '010', '100'],
    ['1', '10', '100'],
  ],
  [
    ['Block 12', 'Floor'],
    ['12', 'Floor'],
  ],
  [
    ['Block A', 'Block B', 'Floor'],
    ['A', 'B', 'Floor'],
  ],
  [
    ['Upper left', 'upper right', 'Öberer Rang'],
    ['UL', 'UR', 'ÖR'],
  ],
  [
    ['Stalls', 'Circle'],
    ['Stalls', 'Circle'],
  ],
  [[''], ['']],
])('abbreviations of %j are %j', (names, expected) => {
  expect(abbreviationsOf(names)).toEqual(expected);
});

it('an abbreviation never stands for two things', () => {
  expect(abbreviationsOf(['A1', 'A01'])).toEqual(['A1', 'A01']);
  expect(abbreviationsOf(['Block 1', 'Tier 1', 'Tier 2'])).toEqual(['Block 1', 'Tier 1', '2']);
  expect(abbreviationsOf(['Upper left', 'UL'])).toEqual(['Upper left', 'UL']);
});
