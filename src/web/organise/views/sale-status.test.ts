import { expect, it } from 'vitest';
import type { ListedShow } from '../organiser-office.ts';
import { organiserTextsIn } from '../organiser-texts.ts';
import { saleStatus } from './sale-status.ts';

const START = Date.parse('2027-03-14T18:30:00.000Z');
const HOUR_MS = 3_600_000;
const show = {
  status: 'ON_SALE',
  startsAt: new Date(START).toISOString(),
  salesStartAt: new Date(START - 2 * HOUR_MS).toISOString(),
  salesEndAt: null,
  availability: { available: 3 },
} as ListedShow;

it.each<[string, Partial<ListedShow>, number, string, string]>([
  ['before sales start', {}, START - 3 * HOUR_MS, 'Not on sale yet', 'Noch nicht im Verkauf'],
  ['while seats can be had', {}, START - 1, 'On sale', 'Im Verkauf'],
  ['once the show has begun', {}, START, 'Sales have ended', 'Verkauf vorbei'],
  ['of a draft, also when its time is over', { status: 'DRAFT' }, START, 'Draft', 'Entwurf'],
  ['while paused', { status: 'PAUSED' }, START - 1, 'Paused', 'Verkauf ruht'],
  ['of a cancelled show', { status: 'CANCELLED' }, START, 'Cancelled', 'Abgesagt'],
])('an organiser reads how sales stand: %s', (_when, changes, now, en, de) => {
  const read = (language: 'en' | 'de') => saleStatus(organiserTextsIn(language), { ...show, ...changes }, now);
  expect([read('en'), read('de')]).toEqual([en, de]);
});
