import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/source-text.ts';
import { lookedAt } from '../../scripts/sql-in-modules.ts';

// Prisma asks for what belongs to a row by statements of their own, each as of its own moment: of a booking that is exchanged in
// between it has the seats of before and the tickets of after. What must agree is read by one SQL statement.

/** Where relations are read by Prisma, and why that can't be torn. */
const HARMLESS: Readonly<Record<string, string>> = {
  'src/modules/shows/show-reader.ts': 'cached by a version that goes up with each change of the parts',
  'src/modules/seating/seating.service.ts': 'plans and the place of their venue are read, which do not change together',
  'src/modules/booking-documents/receipt-money.ts': 'the provider of a payment does not change',
};

/** A property whose value selects: a relation within another selection. */
const RELATION = /\b\w+: \{(?:[^{}]|\{[^{}]*\})*?\b(?:select|include):/;

it('has no relation read by Prisma that a change in between could tear', () => {
  const torn = lookedAt().filter((path) => {
    const text = readFileSync(`${ROOT}${path}`, 'utf8');
    return text.includes('prisma') && RELATION.test(text);
  });
  expect(torn.sort()).toEqual(Object.keys(HARMLESS).sort());
});

it.each([
  'const BOOKING = { id: true, seats: { select: { seatId: true } } };',
  'const BOOKING = {\n  seats: {\n    where: { returned: false },\n    select: { seatId: true },\n  },\n};',
  'prisma.booking.findMany({ select: { lock: { include: { seats: true } } } })',
])('would find %s', (planted) => {
  expect(RELATION.test(planted)).toBe(true);
});

it('takes a selection of columns for what it is', () => {
  expect(RELATION.test('prisma.booking.findMany({ where: { ownerId, id }, select: { id: true }, ...cut })')).toBe(
    false,
  );
});
