import { expect, it } from 'vitest';
import { de } from '../texts/texts-de.ts';
import { en } from '../texts/texts-en.ts';
import { momentIn, type SaleFacts, whyNotOnSale } from './sale-words.ts';

const now = Date.parse('2026-05-01T12:00:00Z');
const show: SaleFacts = { status: 'ON_SALE', salesStartAt: null, salesEndAt: null, startsAt: '2026-05-02T12:00:00Z' };
const moment = (time: number) => new Date(time).toISOString();

it.each<[string, Partial<SaleFacts>, string | null]>([
  ['is on sale', {}, null],
  ['is on sale until later', { salesEndAt: '2026-05-03T12:00:00Z', startsAt: '2026-05-01T11:00:00Z' }, null],
  ['is sold from later on', { salesStartAt: '2026-05-01T13:00:00Z' }, 'On sale from 2026-05-01T13:00:00.000Z.'],
  ['is paused', { status: 'PAUSED' }, en.salesPaused],
  ['is closed', { status: 'CLOSED' }, en.salesClosed],
  ['has begun', { startsAt: '2026-05-01T12:00:00Z' }, en.salesClosed],
  ['is cancelled', { status: 'CANCELLED', salesStartAt: '2026-05-01T13:00:00Z' }, en.showCancelled],
])('a buyer is told of a show that %s why seats can not be held', (_what, facts, words) => {
  expect(whyNotOnSale(en, { ...show, ...facts }, { now, moment })).toBe(words);
});

it('says the time in the language, with its time zone', () => {
  expect(de.onSaleFrom(momentIn('de')(now))).toMatch(/^Im Verkauf ab 1\. Mai 2026 um \d+:00 (UTC|MESZ|GMT\S*)\.$/);
});
