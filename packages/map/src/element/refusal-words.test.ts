import { ApiError, type LockRefusal } from '@seatwire/client/box-office';
import { expect, it } from 'vitest';
import { de } from '../texts/texts-de.ts';
import { en } from '../texts/texts-en.ts';
import { wordsOfError, wordsOfRefusal } from './refusal-words.ts';

const refused = (rest: object) => ({ code: 'ILLEGAL_STATE', message: 'refused', ...rest }) as LockRefusal;

it.each([
  ['SeatsUnavailableError', { conflicts: [{}], areas: [], alternatives: [{}] }, en.goneBody(1)],
  ['SeatsUnavailableError', { conflicts: [{}], areas: [], alternatives: [] }, en.noAlternatives],
  [
    'SeatsUnavailableError',
    {
      conflicts: [],
      areas: [
        { areaId: 'pit', available: 2 },
        { areaId: 'bar', available: 0 },
      ],
      alternatives: [],
    },
    'The pit: only 2 left. The bar: sold out.',
  ],
  ['OrphanSeatsError', { orphans: [{}, {}], alternatives: [] }, en.orphansTitle(2)],
  ['ShowNotOnSaleError', {}, en.notOnSale],
  ['NotEnoughSeatsError', { available: 2 }, 'Only 2 such seats are free, not 3.'],
  ['ServiceUnavailableError', { retryAfterSeconds: 4 }, en.unavailable(4)],
  ['LimitExceededError', { limit: 8, waitSeconds: null, message: 'at most 8 seats' }, en.atMost(8)],
  ['LimitExceededError', { limit: 3, waitSeconds: null, message: 'at most 3 locks' }, en.refused],
  ['LimitExceededError', { limit: 8, waitSeconds: 200 }, en.tooMany('4 minutes')],
  ['LockNotActiveError', { code: 'LOCK_NOT_ACTIVE' }, en.orderEnded],
  ['NotAdmittedError', { code: 'NOT_ADMITTED' }, en.notAdmitted],
  ['NewerError', {}, en.refused],
])('a buyer is told of %s %j: %s', (__typename, rest, words) => {
  expect(wordsOfRefusal(en, refused({ __typename, ...rest }), { asked: 3, nameOf: (id) => `The ${id}` })).toBe(words);
});

it.each([
  ['SERVER_UNAVAILABLE', 3, de.unavailable(3)],
  ['RATE_LIMITED', 30, de.tooMany('30 Sekunden')],
  ['TOKEN_REFUSED', null, de.signInRefused],
  ['UNREACHABLE', null, de.unreachable],
] as const)('a buyer is told of an answer that did not come: %s', (code, retryAfterSeconds, words) => {
  expect(wordsOfError(de, new ApiError({ code, message: 'for developers', retryAfterSeconds }))).toBe(words);
});
