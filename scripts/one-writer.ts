// Looks for what only src/modules/inventory may do (part of `npm run deps`): change the tables seat_maps and seat_states, and make
// seat events. test/rules/one-writer.test.ts plants each.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOOKED_AT = ['src/**/*.{ts,sql}', 'prisma/*.ts', 'scripts/*.ts'];
const LEFT_OUT = /^src\/(generated|web)\/|\.test\.ts$|^scripts\/one-writer\.ts$/;
const INVENTORY = /^src\/modules\/inventory\//;

const TABLES = '(?:seat_maps|seat_states)';
/** A name as SQL may have it: with its schema, in quotes. */
const NAMED = `(?:"?\\w+"?\\s*\\.\\s*)?"?${TABLES}"?\\b`;
const WRITES = '(?:create|createMany\\w*|update|updateMany\\w*|upsert|delete|deleteMany)';

interface Rule {
  name: string;
  pattern: RegExp;
  /** Besides inventory. */
  mayDo?: RegExp;
}

const RULES: Rule[] = [
  {
    name: 'changes seat_maps or seat_states in SQL',
    pattern: new RegExp(
      `\\b(?:insert\\s+into|update(?:\\s+only)?|delete\\s+from(?:\\s+only)?|merge\\s+into(?:\\s+only)?|copy|truncate[\\w\\s",.]*?)\\s+${NAMED}`,
      'gi',
    ),
  },
  {
    name: 'changes seat_maps or seat_states through Prisma',
    pattern: new RegExp(
      `\\b(?:seatMapHead|seatStateRow)\\s*\\.\\s*${WRITES}\\s*\\(|\\b(?:seatMap|seatStates?)\\s*:\\s*\\{\\s*(?:${WRITES}|connectOrCreate)\\b`,
      'g',
    ),
  },
  { name: 'makes a seat event', pattern: /\bevent_type['"]?\s*[:,]\s*['"`]seat\./g },
  {
    name: 'writes to the outbox past the function for events',
    pattern: /\binsert\s+into\s+(?:"?\w+"?\s*\.\s*)?"?outbox"?(?!\w)/gi,
    // One for all events, and two statements that write those of bookings and payments along with their change.
    mayDo:
      /^src\/modules\/(events\/sql\/write-events\.sql|bookings\/sql\/create-booking\.sql|payments\/sql\/confirm-booking\.sql)$/,
  },
];

/** What a file does that only inventory may do, a line each. */
export function foreignWrites(path: string, text: string): string[] {
  if (INVENTORY.test(path)) return [];
  return RULES.flatMap(({ name, pattern, mayDo }) => {
    if (mayDo?.test(path)) return [];
    return [...text.matchAll(pattern)].map(({ index }) => `${path}:${lineAt(text, index)} ${name}`);
  });
}

/** The product's files, by their paths from the project's folder. */
export function lookedAt(): string[] {
  return globSync(LOOKED_AT, { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !LEFT_OUT.test(path))
    .sort();
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

if (import.meta.main) {
  const found = lookedAt().flatMap((path) => foreignWrites(path, readFileSync(`${ROOT}/${path}`, 'utf8')));
  for (const line of found) process.stderr.write(`${line}: only src/modules/inventory may\n`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
