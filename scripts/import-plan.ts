import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { MAX_PLAN_BYTES } from '../src/modules/seating/plan-limits.ts';
import { parsePretixPlan } from '../src/modules/seating/pretix-plan.ts';
import {
  createSeatingService,
  type ImportSeatingPlanInput,
  type SeatingPlan,
} from '../src/modules/seating/seating.service.ts';
import { createDatabase } from '../src/platform/postgres/database.ts';
import { type InputIssue, InvalidInputError } from '../src/shared/errors.ts';
import type { Principal } from '../src/shared/principal.ts';
import { runCommand, UsageError } from './command.ts';
import { findDatabaseUrl } from './database-url.ts';

const USAGE = 'npm run import-plan -- FILE --city CITY --timezone ZONE [--venue NAME]';
const OPERATOR: Principal = { id: 'import-plan', role: 'admin', email: null };

/** The venue has the plan's name unless it is given one. Prints the new plan's id and size, or the problems by their path. */
await runCommand(USAGE, async () => {
  const { file, venue, city, timezone } = readArguments();
  try {
    const plan = await readPlan(file);
    // A broken plan is told so without a database.
    const parsed = await parsePretixPlan(plan);
    if (!parsed.ok) throw new InvalidInputError(parsed.issues);
    const made = await store({ venue: { name: venue ?? (parsed.model.name.trim() || city), city, timezone }, plan });
    const places = parsed.model.placeCount - made.seatCount;
    const size = `${made.seatCount} seats${places > 0 ? ` and ${places} places without numbers` : ''}`;
    process.stdout.write(`${made.id}: ${made.name}, ${size}, in ${made.venue.name}, ${made.venue.city}\n`);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    process.stderr.write(error.issues.map(lineOf).join(''));
    process.exitCode = 1;
  }
});

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      venue: { type: 'string' },
      city: { type: 'string' },
      timezone: { type: 'string' },
    },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError('Name one file.');
  const { venue, city, timezone } = values;
  // A plan is immutable, and its venue with it: nothing is made up.
  if (!city || !timezone) throw new UsageError('Say where the hall is: --city Leeds --timezone Europe/London.');
  return { file, venue, city, timezone };
}

async function readPlan(file: string): Promise<unknown> {
  try {
    const { size } = await stat(file);
    if (size > MAX_PLAN_BYTES) throw new Error(`has ${size} bytes; at most ${MAX_PLAN_BYTES} are allowed`);
    const text = await readFile(file, 'utf8');
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InvalidInputError([{ path: file, message: reasonOf(error as NodeJS.ErrnoException), code: 'OTHER' }]);
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EISDIR') return 'is a folder, not a file';
  return error.message;
}

async function store(input: ImportSeatingPlanInput): Promise<SeatingPlan> {
  const database = createDatabase({ url: await findDatabaseUrl() });
  try {
    return await createSeatingService({ database }).importSeatingPlan(OPERATOR, input);
  } finally {
    await database.close();
  }
}

function lineOf({ path, message }: InputIssue): string {
  return `${path.replace(/^input\./, '')}: ${message}\n`;
}
