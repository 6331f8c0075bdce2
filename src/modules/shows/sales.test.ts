import { describe, expect, it } from 'vitest';
import { isSoldAtDoor, salesState } from './sales.ts';
import { SHOW_TRANSITIONS, type ShowStatus } from './show.ts';
import { ShowNotOnSaleError } from './shows.errors.ts';

const salesStartAt = new Date('2027-01-01T10:00:00Z');
const salesEndAt = new Date('2027-02-01T10:00:00Z');
const startsAt = new Date('2027-02-02T19:00:00Z');
const show = (status: ShowStatus) => ({ status, startsAt, salesStartAt, salesEndAt });
const at = (time: string) => new Date(time);

describe('salesState', () => {
  it.each([
    ['2027-01-01T09:59:59.999Z', 'NOT_STARTED'],
    ['2027-01-01T10:00:00.000Z', 'ON_SALE'],
    ['2027-02-01T09:59:59.999Z', 'ON_SALE'],
    ['2027-02-01T10:00:00.000Z', 'ENDED'],
  ])('a show on sale, at %s: %s', (time, state) => {
    expect(salesState(show('ON_SALE'), at(time))).toBe(state);
  });

  it.each([
    ['DRAFT', 'NOT_PUBLISHED'],
    ['PAUSED', 'PAUSED'],
    ['CLOSED', 'CLOSED'],
    ['CANCELLED', 'CANCELLED'],
  ] as const)('%s: %s', (status, state) => {
    expect(salesState(show(status), at('2027-01-15T00:00:00Z'))).toBe(state);
  });

  it('ends when the show begins where no end is set', () => {
    const open = { status: 'ON_SALE', startsAt, salesStartAt: null, salesEndAt: null } as const;
    expect(salesState(open, at('1999-01-01T00:00:00Z'))).toBe('ON_SALE');
    expect(salesState(open, at('2027-02-02T18:59:59.999Z'))).toBe('ON_SALE');
    expect(salesState(open, startsAt)).toBe('ENDED');
    expect(new ShowNotOnSaleError(open, startsAt).message).toBe(
      'Sales for this show ended at 2027-02-02T19:00:00.000Z.',
    );
  });

  it('goes on after the beginning where the organiser says so', () => {
    const late = { ...show('ON_SALE'), salesEndAt: at('2027-02-02T20:00:00Z') };
    expect(salesState(late, at('2027-02-02T19:30:00Z'))).toBe('ON_SALE');
    expect(salesState(late, at('2027-02-02T20:00:00Z'))).toBe('ENDED');
  });
});

describe('ShowNotOnSaleError', () => {
  it('says when sales start', () => {
    const error = new ShowNotOnSaleError(show('ON_SALE'), at('2026-12-01T00:00:00Z'));
    expect(error).toMatchObject({
      code: 'SHOW_NOT_ON_SALE',
      message: 'Sales for this show start at 2027-01-01T10:00:00.000Z.',
      status: 'ON_SALE',
      salesStartAt,
      salesEndAt,
    });
  });

  it.each([
    ['DRAFT', 'The show is not on sale yet.'],
    ['PAUSED', 'Sales for this show are paused.'],
    ['CLOSED', 'Sales for this show are over.'],
    ['CANCELLED', 'The show is cancelled.'],
  ] as const)('%s: %s', (status, message) => {
    expect(new ShowNotOnSaleError(show(status)).message).toBe(message);
  });
});

describe('the box office', () => {
  it.each([
    ['ON_SALE', true],
    ['PAUSED', true],
    ['DRAFT', false],
    ['CLOSED', false],
    ['CANCELLED', false],
  ] as const)('sells a show that is %s: %j', (status, isSold) => {
    expect(isSoldAtDoor({ status })).toBe(isSold);
  });
});

describe('SHOW_TRANSITIONS', () => {
  const all = Object.keys(SHOW_TRANSITIONS) as ShowStatus[];

  it('never leads back to DRAFT, and never out of CANCELLED', () => {
    expect(all.filter((status) => SHOW_TRANSITIONS[status].includes('DRAFT'))).toEqual([]);
    expect(SHOW_TRANSITIONS.CANCELLED).toEqual([]);
  });

  it('lets every other show be cancelled', () => {
    expect(all.filter((status) => SHOW_TRANSITIONS[status].includes('CANCELLED'))).toEqual(
      all.filter((status) => status !== 'CANCELLED'),
    );
  });

  it('knows no transition of a state to itself: a repetition changes nothing', () => {
    expect(all.filter((status) => SHOW_TRANSITIONS[status].includes(status))).toEqual([]);
  });
});
