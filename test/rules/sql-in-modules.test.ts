import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/source-text.ts';
import { lookedAt, sqlIn } from '../../scripts/sql-in-modules.ts';

const HERE = 'src/modules/bookings/booking.ts';

describe('the TypeScript of the modules', () => {
  it('has no SQL', () => {
    const files = lookedAt();
    expect(files).toEqual(expect.arrayContaining([HERE, 'src/app/housekeeper.ts']));
    expect(files.flatMap((path) => sqlIn(path, readFileSync(`${ROOT}${path}`, 'utf8')))).toEqual([]);
  });

  it.each([
    "database.query('SELECT id FROM bookings WHERE id = $1', [id])",
    "database.query('select id from bookings')",
    'database.query(`\n  with old as (select 1) delete from bookings`)',
    "database.query(BOOKING + ' WHERE b.id = 1')",
    "const order = 'ORDER BY b.id';",
    "const SENT = `status = 'SENT', sent_at = now(), last_error = NULL`;",
    "const isOld = `created_at < now() - interval '1 day'`;",
    "tx.query('UPDATE bookings b SET revision = revision + 1')",
    "tx.query('update bookings set revision = revision + 1')",
    "tx.query('insert into bookings (id) values ($1)')",
    'await prisma.$queryRaw`SELECT 1`;',
    "await prisma.$executeRawUnsafe(text, 'a');",
    'Prisma.sql`x`',
  ])('would have some with %s', (planted) => {
    expect(sqlIn(HERE, `import x;\n${planted}`)).toContainEqual(expect.stringMatching(/^src.+:[23] has SQL$/));
  });

  it.each([
    '// SELECT … FOR UPDATE of the row, as sql/lock-booking.sql does.',
    "const READ = readStatement(new URL('./sql/read-image.sql', import.meta.url));",
    "throw new IllegalStateError('Select seats, and update them with care.');",
    'await prisma.booking.updateMany({ where: { id }, data: { locale: null } });',
    'const set = new Set(values); if (a < $b) update(set);',
  ])('may have %s', (text) => {
    expect(sqlIn(HERE, text)).toEqual([]);
  });
});
