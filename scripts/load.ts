import { loadReport } from '../test/kit/load/load-figures.ts';
import { LOAD_NUMBERS, LoadOptionError, readLoadOptions } from '../test/kit/load/load-options.ts';
import { LoadError, playLoad } from '../test/kit/load/play-load.ts';
import { runCommand, UsageError } from './command.ts';

const GIVEN = Object.entries(LOAD_NUMBERS)
  .map(([name, { of }]) => `--${name} ${of}`)
  .join(' ');

const USAGE = `npm run load -- [--buyers N] [--minutes M] [--url U] [--show S] [--think-seconds T] [--paying-percent P] [--json]
  Plays an on-sale against a running installation: so many buyers at a time, each with an open live map, look, take seats, and pay, give them back or
  just leave; for each who goes another comes. Prints rates, how long they waited, and what was refused (docs/operations.md, How large an
  installation). It makes bookings, pays them with the test card tok_ok, and has mails sent to @load.example: for installations with the sandbox's payments only.
  --url: of the GraphQL endpoint; http://localhost:4000/graphql without.
  --show: its id; without, the next show that is on sale.
  --think-seconds: how long a buyer takes between two steps, on average.
  --paying-percent: how many of a hundred who hold seats pay. Of the others half give back what they hold, half let it run out.
  --json: the figures as JSON.
  Ctrl-C ends it before its time: what is held is given back, and the figures are those until then.
  Without: ${GIVEN}`;

await runCommand(USAGE, async () => {
  const { options, isJson } = readOptions();
  const stop = new AbortController();
  // Once: a second Ctrl-C ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  if (!isJson) process.stdout.write(`${options.buyers} buyers at ${options.url}\n`);
  try {
    const { title, figures } = await playLoad(options, stop.signal);
    process.stdout.write(
      isJson ? `${JSON.stringify({ options, title, ...figures }, null, 2)}\n` : `"${title}": ${loadReport(figures)}\n`,
    );
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
});

function readOptions(): ReturnType<typeof readLoadOptions> {
  try {
    return readLoadOptions(process.argv.slice(2));
  } catch (error) {
    throw error instanceof LoadOptionError ? new UsageError(error.message) : error;
  }
}
