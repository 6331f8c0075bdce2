// Prints the schema, sorted, into schema.graphql, where its changes are reviewed like code.
// --check: changes nothing, and fails when the file is not current.
import { readFile, writeFile } from 'node:fs/promises';
import { printSortedSchema } from '../src/graphql/print.ts';
import { createSchema } from '../src/graphql/schema.ts';

const file = new URL('../schema.graphql', import.meta.url);
const printed = printSortedSchema(createSchema());

if (!process.argv.includes('--check')) {
  await writeFile(file, printed);
} else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
  process.stderr.write('schema.graphql is not current: run "npm run print-schema".\n');
  process.exitCode = 1;
}
