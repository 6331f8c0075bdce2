import type { BoxOffice, SeatLock } from '@seatwire/client/box-office';
import type { ShowMap } from '@seatwire/client/show-map';
import { expect, it } from 'vitest';
import { lockOf } from '../../../../test/kit/callers/fake-shop.ts';
import type { Notices } from '../notices.ts';
import { MapBuyer } from './map-buyer.ts';
import { contextIn } from './settings.ts';

const context = contextIn(['en']);
const first = lockOf('show_1', ['A-1'], { expiresAt: '2030-01-01T00:10:00.000Z', remainingSeconds: 600 });
const longer: SeatLock = { ...first, expiresAt: '2030-01-01T00:20:00.000Z', remainingSeconds: 1_200 };

it('says how much time there is once it is extended, also when it is told of an older deadline after that', async () => {
  const said: string[] = [];
  let tell = (_news: SeatLock) => {};
  const boxOffice = {
    heldLock: async () => null,
    openBooking: async () => null,
    lockSeats: async () => ({ ok: true, value: first }),
    extendLock: async () => ({ ok: true, value: longer }),
    followLock: (_id: string, { next }: { next(news: SeatLock): void }) => {
      tell = next;
      return { end: () => {}, reconnect: () => {} };
    },
    now: () => Date.parse('2030-01-01T00:00:00.000Z'),
  } as unknown as BoxOffice;
  const buyer = new MapBuyer({
    ...{ boxOffice, showId: 'show_1', map: {} as ShowMap },
    notices: { say: (text: string) => void said.push(text) } as unknown as Notices,
    settings: () => ({ partySize: null, tiers: [], maxPrice: null }),
    context: () => context,
    ...{ tell: () => {}, onChange: () => {}, onSeats: () => {} },
  });
  await buyer.held.store.lockSeats(['A-1']);
  expect(said).toEqual(['Held for you.']);
  await buyer.extend();
  const words = context.texts.timeLeftAnnounced(context.texts.minutes(20));
  expect(said.at(-1)).toBe(words);
  // Followed from just before it was extended.
  tell(first);
  tell(longer);
  expect(said.at(-1)).toBe(words);
  buyer.end();
});
