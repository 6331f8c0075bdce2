import { expect, it, vi } from 'vitest';
import type { Querier } from '../../platform/postgres/database.ts';
import type { BookingDetails } from '../notifications/booking-details.ts';
import { CalendarFiles } from './calendar-files.ts';

const DETAILS = {
  reference: 'K7Q2-M9XD',
  revision: 1,
  updatedAt: new Date('2027-01-06T08:00:00Z'),
  locale: 'en',
  status: 'CONFIRMED',
  show: { title: 'The Tempest', startsAt: new Date('2027-03-14T18:30:00Z'), isCancelled: false },
  venue: { name: 'Hall', city: 'Erfurt', timezone: 'Europe/Berlin' },
  seats: [],
  places: [],
} as unknown as BookingDetails;

/** Bookings by id, with their revisions, which the test changes. */
function office(revisions: Record<string, string>) {
  const statements: string[][] = [];
  const database = {
    async query(_text: unknown, [ids]: [string[]]) {
      statements.push(ids);
      return ids.flatMap((bookingId) => (revisions[bookingId] ? [{ bookingId, revision: revisions[bookingId] }] : []));
    },
  } as unknown as Querier;
  let [reading, most] = [0, 0];
  const findBooking = vi.fn(async (id: string) => {
    reading += 1;
    most = Math.max(most, reading);
    await new Promise(setImmediate);
    reading -= 1;
    return { ...DETAILS, id };
  });
  const files = new CalendarFiles({ database, from: 'tickets@example.org', findBooking });
  return { files, findBooking, statements, mostAtOnce: () => most };
}

it('reads a booking once, and again once booking or show has changed', async () => {
  const revisions = { a: '1 1' };
  const { files, findBooking } = office(revisions);
  const charge = vi.fn();
  const first = await files.fileOf('a', charge);
  expect(first!.text).toContain('The Tempest');
  expect(await files.fileOf('a', charge)).toBe(first);
  expect(findBooking).toHaveBeenCalledTimes(1);
  // Only who makes it read is charged for that.
  expect(charge).toHaveBeenCalledTimes(1);
  expect(charge.mock.calls[0]![0]).toBeGreaterThan(1);
  revisions.a = '1 2';
  expect(await files.fileOf('a', charge)).not.toBe(first);
  expect(findBooking).toHaveBeenCalledTimes(2);
  expect(await files.fileOf('b', charge)).toBeNull();
});

it('asks for the revisions of all who come meanwhile at once, and reads few bookings at a time', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => `booking${index}`);
  const { files, statements, mostAtOnce } = office(Object.fromEntries(ids.map((id) => [id, '1 1'])));
  const made = await Promise.all([...ids, ...ids].map((id) => files.fileOf(id)));
  expect(made.every((file) => file !== null)).toBe(true);
  expect(statements).toHaveLength(2);
  expect(mostAtOnce()).toBe(2);
});

it('refuses who is one too many', async () => {
  const { files } = office({ a: '1 1' });
  const asked = await Promise.allSettled(Array.from({ length: 1_001 }, () => files.fileOf('a')));
  expect(asked.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(1);
  expect(asked.at(-1)).toMatchObject({ reason: { name: 'QueueFullError' } });
});
