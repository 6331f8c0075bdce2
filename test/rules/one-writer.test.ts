import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foreignWrites, lookedAt, modelsByTable, WRITERS } from '../../scripts/one-writer.ts';
import { ROOT } from '../../scripts/source-text.ts';

const HERE = 'src/modules/bookings/seat-service.ts';
const writesOf = (path: string) => foreignWrites(path, readFileSync(`${ROOT}${path}`, 'utf8'));

describe('each table', () => {
  it('has one writer, and the writer does write it', () => {
    const files = lookedAt();
    expect(files).toEqual(expect.arrayContaining([HERE, 'src/modules/locks/sql/find-lock.sql', 'prisma/seed.ts']));
    expect(files.flatMap(writesOf)).toEqual([]);
    // Nothing is allowed that is not done: each of the files beside a table's owner would be found without its name.
    const named = Object.values(WRITERS).flatMap(({ also = [] }) => also);
    expect(files).toEqual(expect.arrayContaining(named));
  });

  it('is known by its model, and by the fields that refer to it', () => {
    const models = modelsByTable();
    expect([...models.keys()].sort()).toEqual(Object.keys(WRITERS).sort());
    expect(models.get('seat_maps')).toEqual({ model: 'seatMapHead', relations: ['seatMap'] });
    expect(models.get('shows')).toEqual({ model: 'show', relations: ['shows', 'show'] });
  });

  it.each([
    "await tx.query('UPDATE seat_maps SET version = version + 1 WHERE show_id = $1', [showId]);",
    'tx.query(`\n  WITH lock AS (SELECT) INSERT INTO\n    seat_states (show_id) VALUES ($1)`)',
    "tx.query('delete from only public.seat_states')",
    `tx.query('UPDATE "seat_states" AS s SET state = $1')`,
    'tx.query(`MERGE INTO "public"."seat_maps" m USING x ON true WHEN MATCHED THEN DELETE`)',
    "tx.query('TRUNCATE seat_locks, seat_states')",
    "tx.query('COPY seat_maps FROM STDIN')",
    'await database.prisma.seatMapHead.update({ where: { showId }, data: { version: 1 } });',
    'await prisma.seatStateRow\n  .deleteMany({ where: { showId } });',
    'await prisma.booking.update({ where: { id }, data: { show: { update: { seatMap: { create: {} } } } } });',
    "const event = { event_type: 'seat.locked', show_id };",
    "json_build_object('event_type', 'seat.unlocked')",
  ])('of inventory would not have one writer with %s', (planted) => {
    expect(foreignWrites(HERE, `import x;\n${planted}`)).toContainEqual(expect.stringMatching(/^src.+:[23] \w+/));
    expect(
      foreignWrites('src/modules/inventory/holds.ts', planted).filter((line) => /seat_maps|seat_states/.test(line)),
    ).toEqual([]);
  });

  it.each([
    [
      "tx.query('INSERT INTO outbox (event_id, topic) VALUES ($1, $2)')",
      'outbox in SQL',
      'events/sql/write-events.sql',
    ],
    ["tx.query('update shows s set title = $1')", 'shows in SQL', 'shows/show-writer.ts'],
    ['await prisma.show.updateManyAndReturn({ data: { organiserId } });', 'shows through Prisma', 'shows/x.ts'],
    ['await tx.notification.upsert({ where: { id } });', 'notifications through Prisma', 'notifications/x.ts'],
    ['await prisma.historyEpoch.updateMany({ data: {} });', 'history_epochs through Prisma', 'history/x.ts'],
    ['await prisma.payment.create({ data: { id } });', 'payments through Prisma', 'payments/x.ts'],
    ['data: { tickets: { createMany: { data } } }', 'tickets through Prisma', 'tickets/x.ts'],
    ['data: { venue: { connectOrCreate: { where, create } } }', 'venues through Prisma', 'seating/x.ts'],
  ])('would not have one writer with %s', (planted, what, owner) => {
    expect(foreignWrites('src/modules/calendar/calendar-route.ts', `\n${planted}`)).toEqual([
      expect.stringContaining(`src/modules/calendar/calendar-route.ts:2 changes ${what}: only src/`),
    ]);
    expect(foreignWrites(`src/modules/${owner}`, planted)).toEqual([]);
  });

  it.each([
    "tx.query('SELECT state FROM seat_states WHERE show_id = $1')",
    "tx.query('LOCK TABLE seat_maps, outbox IN SHARE ROW EXCLUSIVE MODE')",
    '// Whoever would update shows set aside here, or INSERT INTO shows, is told.',
    "if (event.event_type === 'seat.locked') return;",
    'await services.seatMap.apply(event);',
    'await database.prisma.seatStateRow.findMany({ where: { showId } });',
  ])('may be read, with %s', (text) => {
    expect(foreignWrites(HERE, text)).toEqual([]);
  });
});
