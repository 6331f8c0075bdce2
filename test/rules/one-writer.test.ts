import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { foreignWrites, lookedAt } from '../../scripts/one-writer.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HERE = 'src/modules/bookings/seat-service.ts';

describe('inventory', () => {
  it('alone writes maps, states of seats and seat events', () => {
    const files = lookedAt();
    expect(files).toEqual(expect.arrayContaining([HERE, 'src/modules/locks/sql/find-lock.sql', 'prisma/seed.ts']));
    expect(files.flatMap((path) => foreignWrites(path, readFileSync(`${ROOT}/${path}`, 'utf8')))).toEqual([]);
  });

  it.each([
    "await tx.query('UPDATE seat_maps SET version = version + 1 WHERE show_id = $1', [showId]);",
    'tx.query(`\n  WITH lock AS (SELECT) INSERT INTO\n    seat_states (show_id) VALUES ($1)`)',
    "tx.query('delete from only public.seat_states')",
    `tx.query('UPDATE "seat_states" AS s SET state = $1')`,
    'tx.query(`MERGE INTO "public"."seat_maps" m USING x ON true WHEN MATCHED THEN DELETE`)',
    "tx.query('TRUNCATE outbox, seat_states')",
    "tx.query('COPY seat_maps FROM STDIN')",
    'await database.prisma.seatMapHead.update({ where: { showId }, data: { version: 1 } });',
    'await prisma.seatStateRow\n  .deleteMany({ where: { showId } });',
    'await prisma.show.update({ where: { id }, data: { seatMap: { create: {} } } });',
    "const event = { event_type: 'seat.locked', show_id };",
    "json_build_object('event_type', 'seat.unlocked')",
    "tx.query('INSERT INTO outbox (event_id, topic) VALUES ($1, $2)')",
  ])('would not be alone with %s', (planted) => {
    expect(foreignWrites(HERE, `import x;\n${planted}`)).toContainEqual(expect.stringMatching(/^src.+:[23] \w+/));
    expect(foreignWrites('src/modules/inventory/holds.ts', planted)).toEqual([]);
  });

  it.each([
    "tx.query('SELECT state FROM seat_states WHERE show_id = $1')",
    "tx.query('LOCK TABLE seat_maps, outbox IN SHARE ROW EXCLUSIVE MODE')",
    "tx.query('INSERT INTO outbox_pending SELECT id FROM outbox')",
    "if (event.event_type === 'seat.locked') return;",
    'await services.seatMap.apply(event);',
    'await database.prisma.seatStateRow.findMany({ where: { showId } });',
  ])('lets others %s', (text) => {
    expect(foreignWrites(HERE, text)).toEqual([]);
  });
});
