import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Prisma } from '../../src/generated/prisma/client.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

// The SQL of the migrations and prisma/schema.prisma are written by hand, side by side; here they are held together.
const SCHEMA = new URL('../../prisma/schema.prisma', import.meta.url);

// What information_schema calls the types.
const SQL_TYPES: Record<string, string> = {
  String: 'text',
  'String[]': '_text',
  Int: 'int4',
  BigInt: 'int8',
  Bytes: 'bytea',
  Float: 'float8',
  Boolean: 'bool',
  DateTime: 'timestamptz',
  Json: 'jsonb',
  '@db.Json': 'json',
  '@db.Char': 'bpchar',
};

interface Block {
  kind: 'model' | 'enum';
  name: string;
  /** The table's or the type's name in SQL. */
  sqlName: string;
  lines: string[];
}

let db: TestDatabase;
let blocks: Block[];

beforeAll(async () => {
  db = await createTestDatabase();
  blocks = parseBlocks(await readFile(SCHEMA, 'utf8'));
});

afterAll(() => db[Symbol.asyncDispose]());

function parseBlocks(schema: string): Block[] {
  return [...schema.matchAll(/^(model|enum) (\w+) \{\n([^}]*)^\}/gm)].map(([, kind, name, body]) => {
    const lines = body!.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
    const sqlName = /@@map\("(\w+)"\)/.exec(body!)?.[1];
    if (!sqlName) throw new Error(`${name} has no name in SQL.`);
    return { kind: kind as Block['kind'], name: name!, sqlName, lines: lines.filter((line) => /^\w/.test(line)) };
  });
}

/** `table.column type` or `table.column type null` for each stored field of the Prisma models. */
function prismaColumns(): string[] {
  const models = new Set(blocks.filter(({ kind }) => kind === 'model').map(({ name }) => name));
  const enums = new Map(blocks.filter(({ kind }) => kind === 'enum').map(({ name, sqlName }) => [name, sqlName]));
  return blocks
    .filter(({ kind }) => kind === 'model')
    .flatMap(({ sqlName, lines }) =>
      lines.flatMap((line) => {
        const [, field, base, list, optional] = /^(\w+)\s+(\w+)(\[\])?(\?)?/.exec(line)!;
        if (models.has(base!)) return [];
        const type = /@db\.(?:Char|Json)\b/.exec(line)?.[0] ?? `${base}${list ?? ''}`;
        const column = /@map\("(\w+)"\)/.exec(line)?.[1] ?? field;
        return `${sqlName}.${column} ${enums.get(base!) ?? SQL_TYPES[type]}${optional ? ' null' : ''}`;
      }),
    );
}

it('has the columns of the Prisma models, no more and no fewer, with their types and nullability', async () => {
  const rows = await db.database.query<{ column: string }>(
    `SELECT table_name || '.' || column_name || ' ' || udt_name || CASE is_nullable WHEN 'YES' THEN ' null' ELSE '' END
       AS "column"
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
  );
  expect(rows.map(({ column }) => column).sort()).toEqual(prismaColumns().sort());
});

it('has the values of the Prisma enums in their order', async () => {
  const rows = await db.database.query<{ name: string; values: string[] }>(
    `SELECT typname AS name, array_agg(enumlabel::text ORDER BY enumsortorder) AS values
     FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY typname ORDER BY typname`,
  );
  const expected = blocks.filter(({ kind }) => kind === 'enum').map(({ sqlName, lines }) => [sqlName, lines] as const);
  expect(Object.fromEntries(rows.map(({ name, values }) => [name, values]))).toEqual(Object.fromEntries(expected));
});

it.each(Object.values(Prisma.ModelName))('reads %s through Prisma', async (model) => {
  const delegate = `${model[0]!.toLowerCase()}${model.slice(1)}` as 'show';
  const found = await db.database.prisma[delegate].findFirst();
  // A database has a history, the row that /ready writes, and the pace of refunds, from the beginning.
  if (/^(?:History|WriteProbe|RefundPace)/.test(model)) expect(found).not.toBeNull();
  else expect(found).toBeNull();
});
