import { describe, expect, it } from 'vitest';
import type { ShowSummary } from '../api/box-office-types.ts';
import { type Sales, salesOf } from './sales-panel.ts';

const begins = '2027-03-14T18:30:00.000Z';
const show: ShowSummary = {
  id: 'show_1',
  title: 'The Tempest',
  startsAt: begins,
  salesStartAt: null,
  salesEndAt: null,
  status: 'ON_SALE',
  venue: { name: 'Hall', city: 'Erfurt', timezone: 'Europe/Berlin' },
  priceTiers: [],
  availability: { total: 10, available: 3 },
};
const START = Date.parse(begins);
const HOUR = 3_600_000;
const at = (ms: number) => new Date(ms).toISOString();

describe('the sales of a show', () => {
  it.each<[string, Partial<ShowSummary>, number, Sales]>([
    ['until it begins', {}, START - 1, 'open'],
    ['once it begins', {}, START, 'closed'],
    ['until an end before it begins', { salesEndAt: at(START - HOUR) }, START - HOUR - 1, 'open'],
    ['from an end before it begins', { salesEndAt: at(START - HOUR) }, START - HOUR, 'closed'],
    ['after it has begun, until a later end', { salesEndAt: at(START + HOUR) }, START + HOUR - 1, 'open'],
    ['from a later end', { salesEndAt: at(START + HOUR) }, START + HOUR, 'closed'],
    ['before sales start', { salesStartAt: at(START - HOUR) }, START - HOUR - 1, 'notStarted'],
    ['from the start of sales', { salesStartAt: at(START - HOUR) }, START - HOUR, 'open'],
    ['while paused', { status: 'PAUSED' }, START - 1, 'paused'],
    ['of a draft', { status: 'DRAFT' }, START - 1, 'paused'],
    ['that were ended', { status: 'CLOSED' }, START - 1, 'closed'],
    ['of a cancelled show, also after its time', { status: 'CANCELLED' }, START + 1, 'cancelled'],
  ])('%s', (_when, changes, now, sales) => {
    expect(salesOf({ ...show, ...changes }, { available: 3, now })).toBe(sales);
  });

  it('are over for want of seats only while there would be sales', () => {
    expect(salesOf(show, { available: 0, now: START - 1 })).toBe('soldOut');
    expect(salesOf(show, { available: 0, now: START })).toBe('closed');
  });
});
