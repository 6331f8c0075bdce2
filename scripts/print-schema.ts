// Prints the schema, sorted, into schema.graphql, where its changes are reviewed like code.
// --check: changes nothing, and fails when the file is not current.
import { readFile, writeFile } from 'node:fs/promises';
import { createSchema } from '../src/app/schema.ts';
import { printSortedSchema } from '../src/schema/print.ts';

const file = new URL('../schema.graphql', import.meta.url);
const printed = printSortedSchema(createSchema());

if (!process.argv.includes('--check')) {
  await writeFile(file, printed);
} else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
  process.stderr.write('schema.graphql is not current: run "npm run print-schema".\n');
  process.exitCode = 1;
}
