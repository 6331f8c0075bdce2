import { figuresOf } from '../test/kit/on-sale/sale-figures.ts';
import { OptionError, readSaleOptions, SALE_OPTIONS } from '../test/kit/on-sale/sale-options.ts';
import { reportOf } from '../test/kit/on-sale/sale-report.ts';
import { simulateSale } from '../test/kit/on-sale/simulation.ts';
import { runCommand, UsageError } from './command.ts';

const GIVEN = Object.entries(SALE_OPTIONS)
  .map(([name, { of }]) => `--${name} ${of}`)
  .join(' ');

const USAGE = `npm run on-sale -- [--people N] [--seats N] [--max-active N] [--per-minute N] [--idle-seconds N]
    [--scripts N] [--sessions N] [--opens-minutes-before N] [--seed N] [--json]
  Lets a crowd come to the sale of a show with a waiting room, on the queue's own code in simulated time, and says how long people waited, who got
  places and seats, and how the hall filled (docs/on-sale.md). The same options give the same figures. Starts no server.
  --max-active, --per-minute, --idle-seconds: the settings of the room.
  --scripts, --sessions: programs that join as the room opens, and with how many sessions each.
  --json: the figures as JSON.
  Without: ${GIVEN}`;

await runCommand(USAGE, async () => {
  const { options, isJson } = readOptions();
  const figures = figuresOf(await simulateSale(options));
  process.stdout.write(`${isJson ? JSON.stringify({ options, ...figures }, null, 2) : reportOf(figures)}\n`);
});

function readOptions(): ReturnType<typeof readSaleOptions> {
  try {
    return readSaleOptions(process.argv.slice(2));
  } catch (error) {
    throw error instanceof OptionError ? new UsageError(error.message) : error;
  }
}
