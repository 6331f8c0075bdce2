import type { Database, PreparedStatement, Querier } from '../src/platform/postgres/database.ts';

export interface Statement {
  text: string;
  values: readonly unknown[];
}

/** The database, and every statement that goes through it from now on, BEGIN and COMMIT included. */
export function recordingDatabase(database: Database): { database: Database; statements: Statement[] } {
  const statements: Statement[] = [];
  const recording = (querier: Querier): Querier => ({
    async query<Row extends object>(statement: string | PreparedStatement, values: readonly unknown[] = []) {
      statements.push({ text: typeof statement === 'string' ? statement : statement.text, values });
      return await querier.query<Row>(statement, values);
    },
  });
  return {
    statements,
    database: {
      ...database,
      ...recording(database),
      async transaction(work) {
        statements.push({ text: 'BEGIN', values: [] });
        const result = await database.transaction((tx) => work(recording(tx)));
        statements.push({ text: 'COMMIT', values: [] });
        return result;
      },
    },
  };
}

/** The same work recorded twice; `number` is in all ids of what it was done to, and nowhere else. */
export interface Sample {
  number: number;
  statements: readonly Statement[];
}

/** Longer words that differ between two samples are ids made on the way; shorter ones (times) may stay as they are. */
const SHORTEST_ID = 20;

/**
 * The recorded statements as a pgbench script that does the same to whatever `:n` numbers: values become literals in which
 * the sample's number is `:n`, and ids made on the way are numbered too.
 */
export function pgbenchScript(sample: Sample, other: Sample): string {
  const made = idsMade(sample, other);
  const lines = sample.statements.map(({ text, values }) => {
    const body = quoteColons(text).replace(/\$(\d+)/g, (_all, position) =>
      literal(values[Number(position) - 1], { sample, made }),
    );
    return `${body};`;
  });
  return lines.join('\n');
}

function idsMade(sample: Sample, other: Sample): Map<string, string> {
  const words = ({ statements }: Sample): string[] => JSON.stringify(statements).match(/\w+/g) ?? [];
  const others = new Set(words(other));
  const made = new Map<string, string>();
  for (const word of words(sample)) {
    if (word.length < SHORTEST_ID || word.includes(`${sample.number}`) || others.has(word)) continue;
    const tail = String(made.size).padStart(2, '0');
    // As long as it was: its beginning, a number of its own among the ids, the sample's number.
    if (!made.has(word)) made.set(word, `${word.slice(0, -(tail.length + `${sample.number}`.length))}${tail}`);
  }
  return made;
}

interface Substitution {
  sample: Sample;
  made: ReadonlyMap<string, string>;
}

function literal(value: unknown, substitution: Substitution): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return textLiteral(value.toISOString(), substitution);
  if (!Array.isArray(value))
    return textLiteral(typeof value === 'string' ? value : JSON.stringify(value), substitution);
  return value.length === 0 ? "'{}'" : `ARRAY[${value.map((member) => literal(member, substitution)).join(', ')}]`;
}

function textLiteral(text: string, { sample, made }: Substitution): string {
  let numbered = text;
  for (const [id, head] of made) numbered = numbered.replaceAll(id, `${head}${sample.number}`);
  const pieces = numbered.split(`${sample.number}`).map(quote);
  return pieces.length === 1 ? pieces[0]! : `(${pieces.join(' || :n || ')})`;
}

// pgbench takes `:word` for a variable wherever it stands, in a literal too: there colons are written by their code.

function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\072');
  return `E'${escaped}'`;
}

function quoteColons(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, (quoted) =>
    quoted.includes(':') ? `E${quoted.replaceAll('\\', '\\\\').replaceAll(':', '\\072')}` : quoted,
  );
}
