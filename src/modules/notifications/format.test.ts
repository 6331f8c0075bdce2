import { describe, expect, it } from 'vitest';
import { escapeHtml, formatSeat, formatTime, singleLine } from './format.ts';

describe('formatTime', () => {
  it('tells the time on the venue’s clock', () => {
    const time = new Date('2027-03-14T18:30:00Z');
    expect(formatTime(time, 'Europe/Berlin')).toBe('Sunday 14 March 2027 at 19:30 CET');
    expect(formatTime(time, 'Europe/London')).toBe('Sunday 14 March 2027 at 18:30 GMT');
    expect(formatTime(time, 'Asia/Tokyo')).toMatch(/^Monday 15 March 2027 at 03:30 /);
  });

  it.each([
    ['de', 'Sonntag, 14. März 2027 um 19:30 MEZ'],
    ['de-AT', 'Sonntag, 14. März 2027 um 19:30 MEZ'],
    ['en-US', 'Sunday, March 14, 2027 at 07:30 PM GMT+1'],
    ['fr-CH', 'dimanche, 14 mars 2027 à 19:30 UTC+1'],
  ])('tells it as people write it in %s', (locale, text) => {
    expect(formatTime(new Date('2027-03-14T18:30:00Z'), 'Europe/Berlin', locale).replaceAll('\u202f', ' ')).toBe(text);
  });

  it('follows daylight saving', () => {
    expect(formatTime(new Date('2027-07-14T18:30:00Z'), 'Europe/Berlin')).toBe('Wednesday 14 July 2027 at 20:30 CEST');
  });

  it.each([
    // The last minute of a day and the first one of the next, on either side of Greenwich.
    ['2027-03-14T22:59:00Z', 'Europe/Berlin', 'Sunday 14 March 2027 at 23:59 CET'],
    ['2027-03-14T23:00:00Z', 'Europe/Berlin', 'Monday 15 March 2027 at 00:00 CET'],
    ['2027-12-31T23:30:00Z', 'Europe/Berlin', 'Saturday 1 January 2028 at 00:30 CET'],
    ['2028-01-01T04:59:00Z', 'America/New_York', 'Friday 31 December 2027 at 23:59 GMT-5'],
    ['2027-03-14T10:00:00Z', 'Pacific/Kiritimati', 'Monday 15 March 2027 at 00:00 GMT+14'],
    ['2028-02-29T12:00:00Z', 'Asia/Kathmandu', 'Tuesday 29 February 2028 at 17:45 GMT+5:45'],
    // The hour that is left out in spring, and the one that comes twice in autumn.
    ['2027-03-28T00:59:00Z', 'Europe/Berlin', 'Sunday 28 March 2027 at 01:59 CET'],
    ['2027-03-28T01:00:00Z', 'Europe/Berlin', 'Sunday 28 March 2027 at 03:00 CEST'],
    ['2027-10-31T00:30:00Z', 'Europe/Berlin', 'Sunday 31 October 2027 at 02:30 CEST'],
    ['2027-10-31T01:30:00Z', 'Europe/Berlin', 'Sunday 31 October 2027 at 02:30 CET'],
  ])('tells %s in %s as %s', (time, timezone, text) => {
    expect(formatTime(new Date(time), timezone)).toBe(text);
  });
});

describe('text that others typed', () => {
  it('becomes one line without control characters', () => {
    expect(singleLine(' Ada\r\nBcc: all@example.org\u2028\u202e\0 \t x ')).toBe('Ada Bcc: all@example.org x');
    expect(singleLine('x'.repeat(1_000))).toHaveLength(200);
    expect(singleLine('🎭'.repeat(150))).toBe(`${'🎭'.repeat(99)}…`);
  });

  it('can not become HTML', () => {
    expect(escapeHtml(`<b>"Tom" & 'Jerry'</b>`)).not.toMatch(/[<>"']/);
    expect(escapeHtml('a & b')).toBe('a &#38; b');
  });

  it('names a seat', () => {
    const seat = { zoneLabel: 'Block B', row: '12', number: '7', rowLabel: null, seatLabel: null };
    expect(formatSeat(seat)).toBe('Block B, row 12, seat 7');
    expect(formatSeat(seat, 'de')).toBe('Block B, Reihe 12, Platz 7');
    expect(formatSeat({ ...seat, rowLabel: 'Table\n7', seatLabel: 'Chair 1' })).toBe('Block B, Table 7, Chair 1');
  });
});
