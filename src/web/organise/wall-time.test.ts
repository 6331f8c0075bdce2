import { describe, expect, it } from 'vitest';
import { momentOf, wallTimeOf } from './wall-time.ts';

const BERLIN = 'Europe/Berlin';
const at = (text: string) => Date.parse(text);

describe('the clocks of a time zone', () => {
  it.each([
    ['2027-01-15T20:30', BERLIN, '2027-01-15T19:30:00Z'],
    ['2027-07-15T20:30', BERLIN, '2027-07-15T18:30:00Z'],
    ['2027-07-15T20:30', 'Asia/Kathmandu', '2027-07-15T14:45:00Z'],
    ['2026-12-31T23:59', 'America/Los_Angeles', '2027-01-01T07:59:00Z'],
    ['2027-01-01T00:00', 'UTC', '2027-01-01T00:00:00Z'],
  ])('show %s in %s at %s, and at no other moment', (wallTime, timeZone, moment) => {
    expect(momentOf(wallTime, timeZone)).toBe(at(moment));
    expect(wallTimeOf(at(moment), timeZone)).toBe(wallTime);
  });

  it('are read to the minute', () => {
    expect(wallTimeOf(at('2027-01-15T19:30:59.999Z'), BERLIN)).toBe('2027-01-15T20:30');
  });

  it('show no time that they are put forward over, and the first where they show one twice', () => {
    expect(momentOf('2027-03-28T02:30', BERLIN)).toBeNull();
    expect(momentOf('2027-03-28T01:59', BERLIN)).toBe(at('2027-03-28T00:59:00Z'));
    expect(momentOf('2027-03-28T03:00', BERLIN)).toBe(at('2027-03-28T01:00:00Z'));
    expect(momentOf('2027-10-31T02:30', BERLIN)).toBe(at('2027-10-31T00:30:00Z'));
    expect(momentOf('2027-10-31T03:00', BERLIN)).toBe(at('2027-10-31T02:00:00Z'));
  });

  it.each(['', '2027-02-30T10:00', '2027-01-01', 'soon', '12027-01-01T00:00'])('show no “%s”', (wallTime) => {
    expect(momentOf(wallTime, BERLIN)).toBeNull();
  });
});
