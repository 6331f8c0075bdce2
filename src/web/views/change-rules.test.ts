import { expect, it } from 'vitest';
import { createFormats } from '../i18n/formats.ts';
import { textsIn } from '../i18n/language.ts';
import { type ChangeRulesOptions, changeSentences } from './change-rules.ts';

const price = (amount: number) => ({ amount, currency: 'EUR', exponent: 2 });
const rules = {
  returnsUntil: '2030-01-02T20:00:00Z',
  exchangesUntil: '2030-01-04T20:00:00Z',
  returnFee: price(500),
  exchangeFee: price(0),
  keepsFees: true,
};
const show: ChangeRulesOptions['show'] = {
  startsAt: '2030-01-03T20:00:00Z',
  status: 'ON_SALE',
  venue: { name: 'Hall', city: 'Porto', timezone: 'Europe/Lisbon' },
  fees: [{ name: 'Service fee', basis: 'PER_TICKET', percent: null, amount: price(150) }],
  changeRules: rules,
};
const english = { texts: textsIn('en'), formats: createFormats('en-GB'), locale: 'en-GB' };
const at = (time: string, changes: object = {}) =>
  changeSentences({ ...english, show: { ...show, ...changes }, now: Date.parse(time) }).map((sentence) =>
    sentence.replaceAll(/\s+/g, ' '),
  );

it('says until when tickets can be given back and exchanged, and what that costs', () => {
  const said = at('2030-01-01T00:00:00Z');
  expect(said).toHaveLength(3);
  expect(said[0]).toMatch(/^You can give tickets back until .*2 Jan.*20:00.*; €5.00 is charged for each\.$/);
  // Not beyond the beginning of the show.
  expect(said[1]).toMatch(/^You can exchange tickets until .*3 Jan.*20:00.*, free of charge\.$/);
  expect(said[2]).toBe('Fees that were paid with tickets do not go back.');
});

it('says nothing of what is over, what is not allowed, and fees that nobody pays or that go back', () => {
  expect(at('2030-01-02T20:00:00Z').map((said) => said.slice(0, 16))).toEqual(['You can exchange']);
  expect(at('2030-01-03T20:00:00Z')).toEqual([]);
  expect(at('2030-01-01T00:00:00Z', { status: 'CANCELLED' })).toEqual([]);
  expect(at('2030-01-01T00:00:00Z', { changeRules: { ...rules, returnsUntil: null, exchangesUntil: null } })).toEqual(
    [],
  );
  expect(at('2030-01-01T00:00:00Z', { fees: [] })).toHaveLength(2);
  expect(at('2030-01-01T00:00:00Z', { changeRules: { ...rules, keepsFees: false } })).toHaveLength(2);
});
