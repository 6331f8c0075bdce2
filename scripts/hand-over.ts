import { parseArgs } from 'node:util';
import { countShowsByOrganiser, handOverShows } from '../src/modules/shows/show-hand-over.ts';
import { isId } from '../src/platform/ids.ts';
import { createDatabase, type Database } from '../src/platform/postgres/database.ts';
import { runCommand, UsageError } from './command.ts';
import { findDatabaseUrl } from './database-url.ts';

const USAGE =
  'npm run hand-over -- --to ID --show SHOW\n' +
  '       npm run hand-over -- --to ID --from ID\n' +
  '       npm run hand-over -- --list';

/** Makes another organiser the one who manages a show, or all shows of an organiser; `--list` says who has how many. */
await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      list: { type: 'boolean', default: false },
      show: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
    },
  });
  const { list, show, from, to } = values;
  if (list) return await withDatabase(printOrganisers);
  if (!to) throw new UsageError('--to must be the id of the organiser (of their token) who gets the show.');
  if ((show === undefined) === (from === undefined)) throw new UsageError('Say which: --show, or --from.');
  if (show !== undefined && !isId('show', show)) throw new UsageError('--show must be the id of a show, show_….');
  await withDatabase(async (database) => {
    const ids = await handOverShows(database, show === undefined ? { from: from! } : { showId: show }, to);
    process.stdout.write(ids.map((id) => `${id}\n`).join(''));
    process.stdout.write(ids.length === 0 ? 'No show was handed over.\n' : `${ids.length} handed over to ${to}.\n`);
  });
});

async function printOrganisers(database: Database): Promise<void> {
  for (const { organiserId, shows } of await countShowsByOrganiser(database)) {
    process.stdout.write(`${organiserId}: ${shows} ${shows === 1 ? 'show' : 'shows'}\n`);
  }
}

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const database = createDatabase({ url: await findDatabaseUrl() });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
