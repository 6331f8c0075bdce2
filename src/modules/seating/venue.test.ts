import { expect, it } from 'vitest';
import { venueIssues } from './venue.ts';

it('finds every problem of a venue that is to be made', () => {
  const venue = { name: '\u200b', city: 'Erfurt\u202e', timezone: '+02:00' };
  expect(venueIssues(venue, 'input.venue')).toEqual([
    { path: 'input.venue.name', message: 'must not be empty', code: 'REQUIRED' },
    {
      path: 'input.venue.city',
      message: 'must not have invisible characters that turn the direction of text around',
      code: 'MALFORMED',
    },
    { path: 'input.venue.timezone', message: 'must be an IANA time zone such as Europe/Berlin', code: 'MALFORMED' },
  ]);
});
