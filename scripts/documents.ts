// npm run documents: the manifest of a client's documents. A node takes it with DOCUMENT_MANIFESTS.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CodeFileLoader } from '@graphql-tools/code-file-loader';
import { GraphQLFileLoader } from '@graphql-tools/graphql-file-loader';
import { loadDocuments } from '@graphql-tools/load';
import {
  buildSchema,
  concatAST,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  print,
  separateOperations,
  validate,
  visit,
} from 'graphql';
import { StartupError } from '../src/platform/processes/startup-error.ts';
import { runCommand, UsageError } from './command.ts';
import { manifestOf } from './documents-manifest.ts';

const USAGE = `npm run documents -- [--out FILE] [--typenames] PATTERN...
  Makes the manifest of a client's documents: PATTERN is files or globs ("../shop/src/**/*.{ts,tsx,graphql}"), in which documents are
  whole (*.graphql) or in gql\`…\` and graphql(\`…\`). Each is checked against schema.graphql.
  --out FILE    where it is written (documents.json); "-" prints it
  --typenames   asks each selection for __typename, as Apollo Client and urql do`;

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { out: { type: 'string', default: 'documents.json' }, typenames: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  if (positionals.length === 0) throw new UsageError('Name the files of the client.');
  const files = positionals.flatMap((pattern) => globSync(pattern).map((file) => resolve(file)));
  if (files.length === 0) throw new UsageError(`No file is called ${positionals.join(' or ')}.`);
  const sources = await loadDocuments(files, {
    loaders: [new GraphQLFileLoader(), new CodeFileLoader()],
    noRequire: true,
    silent: true,
  });
  const whole = concatAST(sources.map(({ document }) => document!));
  const problems = problemsOf(whole);
  if (problems.length > 0) throw new StartupError(problems.join('\n'));
  const documents = Object.values(separateOperations(values.typenames ? withTypenames(whole) : whole));
  const manifest = manifestOf(documents.map((document) => print(document)));
  const json = `${JSON.stringify(manifest, null, 2)}\n`;
  if (values.out === '-') process.stdout.write(json);
  else {
    writeFileSync(values.out, json);
    process.stdout.write(
      `${manifest.operations.length} documents of ${files.length} files: ${relative('', resolve(values.out))}\n`,
    );
  }
});

/** Clients and servers tell operations apart by their names, which is why each has to have one of its own. */
function problemsOf(document: DocumentNode): string[] {
  const schema = buildSchema(readFileSync(fileURLToPath(new URL('../schema.graphql', import.meta.url)), 'utf8'));
  const problems = [...validate(schema, document)];
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION && !node.name) {
      problems.push(new GraphQLError('Each operation needs a name.', { nodes: [node] }));
    }
  }
  return problems.map((error) => {
    const file = error.nodes?.[0]?.loc?.source.name;
    const line = error.locations?.[0]?.line;
    return `${file ? `${relative('', file)}:${line}: ` : ''}${error.message}`;
  });
}

function withTypenames(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(node, _key, parent) {
      const isRoot = parent && !Array.isArray(parent) && 'operation' in parent;
      const hasOne = node.selections.some(
        (one) => one.kind === Kind.FIELD && one.name.value === '__typename' && !one.alias,
      );
      return isRoot || hasOne ? undefined : { ...node, selections: [...node.selections, TYPENAME] };
    },
  });
}
