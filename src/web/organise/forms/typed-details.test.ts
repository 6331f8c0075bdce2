import { describe, expect, it } from 'vitest';
import { detailsOfShow, NO_DETAILS, readDetails, type TypedDetails } from './typed-details.ts';
import { readVenue, timeZones } from './typed-venue.ts';

const timezone = 'Europe/Lisbon';
const TYPED: TypedDetails = { ...NO_DETAILS, title: ' Matinée ', startsAt: '2098-07-15T20:30' };

const read = (change: Partial<TypedDetails> = {}, incomplete: string[] = []) =>
  readDetails({ ...TYPED, ...change }, { timezone, incomplete: new Set(incomplete) });
const problems = (...args: Parameters<typeof read>) => {
  const reading = read(...args);
  return reading.ok ? {} : Object.fromEntries([...reading.problems].map(([field, { kind }]) => [field, kind]));
};

describe('title and times', () => {
  it('are read by the clocks of the venue; blank times of sales are none', () => {
    expect(read()).toMatchObject({
      input: { title: 'Matinée', startsAt: '2098-07-15T19:30:00.000Z', salesStartAt: null, salesEndAt: null },
    });
    expect(read({ salesStartAt: '2098-01-15T10:00', salesEndAt: '2098-07-15T21:00' })).toMatchObject({
      input: { salesStartAt: '2098-01-15T10:00:00.000Z', salesEndAt: '2098-07-15T20:00:00.000Z' },
    });
  });

  it('say what is wrong at the field that it is of', () => {
    expect(problems({ title: ' ', startsAt: '' })).toEqual({ title: 'missing', startsAt: 'missing' });
    expect(problems({ title: 'x'.repeat(201) })).toEqual({ title: 'tooLong' });
    expect(problems({ startsAt: '' }, ['startsAt'])).toEqual({ startsAt: 'incomplete' });
    expect(problems({ salesStartAt: '2098-03-30T01:30' })).toEqual({ salesStartAt: 'skipped' });
    expect(problems({ salesStartAt: TYPED.startsAt })).toEqual({ salesStartAt: 'notBeforeStart' });
    expect(problems({ salesStartAt: '2098-02-01T10:00', salesEndAt: '2098-02-01T10:00' })).toEqual({
      salesEndAt: 'notAfterSalesStart',
    });
  });

  it('are not of a show that has begun, or whose sales are over, where it is to begin', () => {
    const options = { timezone, incomplete: new Set<string>() };
    const start = Date.parse('2098-07-15T19:30:00Z');
    expect(readDetails(TYPED, { ...options, now: start - 1 }).ok).toBe(true);
    const over = readDetails(TYPED, { ...options, now: start });
    expect(over.ok || [...over.problems]).toEqual([['startsAt', { kind: 'past' }]]);
    const noSales = readDetails({ ...TYPED, salesEndAt: '2098-07-01T20:00' }, { ...options, now: start - 1 });
    expect(noSales.ok || [...noSales.problems]).toEqual([['salesEndAt', { kind: 'past' }]]);
    expect(readDetails(TYPED, options).ok).toBe(true);
  });

  it('of a show that is there stay as they are to the second, while nobody changes them', () => {
    const show = {
      title: 'Matinée',
      startsAt: '2098-07-15T19:30:12.345Z',
      salesStartAt: null,
      salesEndAt: '2098-07-15T20:00:07.000Z',
    };
    const typed = detailsOfShow({ ...show, venue: { timezone } });
    expect(typed).toMatchObject({ startsAt: '2098-07-15T20:30', salesStartAt: '', salesEndAt: '2098-07-15T21:00' });
    const options = { timezone, incomplete: new Set<string>(), before: show };
    expect(readDetails(typed, options)).toMatchObject({ input: show });
    expect(readDetails({ ...typed, salesEndAt: '' }, options)).toMatchObject({ input: { salesEndAt: null } });
  });
});

describe('a venue', () => {
  it('has a name, a city and a time zone that there is', () => {
    expect(readVenue({ name: ' Coliseu ', city: 'Lisboa', timezone })).toMatchObject({
      input: { name: 'Coliseu', city: 'Lisboa', timezone },
    });
    const blank = readVenue({ name: '', city: ' ', timezone });
    expect(blank.ok ? [] : [...blank.problems.keys()]).toEqual(['venue-name', 'venue-city']);
    expect(timeZones()).toContain('Europe/Lisbon');
  });
});
