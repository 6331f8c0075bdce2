import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { DEMO_CONCERT_ID, DEMO_SHOW_ID } from '../../src/modules/shows/demo.ts';
import { exampleOperations } from '../../src/server/graphiql/example-operations.ts';

/** An operation that works as it stands, but for the ids of its `{{…}}`, which an earlier one has answered. */
export interface Example {
  name: string;
  /** `query`, `mutation` or `subscription`, and the field at its root. */
  kind: string;
  field: string;
  text: string;
  isInGraphiql: boolean;
}

/** GraphiQL's tabs, and for what is in none of them docs/examples. */
export function readExamples(root: string): Example[] {
  const folder = join(root, 'docs/examples');
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return [
    ...exampleOperations(DEMO_SHOW_ID, { concertId: DEMO_CONCERT_ID }).flatMap(({ query }) => examplesIn(query, true)),
    ...files.sort().flatMap((name) => examplesIn(readFileSync(join(folder, name), 'utf8'), false)),
  ];
}

function examplesIn(document: string, isInGraphiql: boolean): Example[] {
  return parse(document)
    .definitions.filter((definition): definition is OperationDefinitionNode => 'operation' in definition)
    .map(({ loc, name, operation, selectionSet: { selections } }) => {
      const root = selections[0]!;
      if (root.kind !== Kind.FIELD || !name || !loc) throw new Error(`An example lacks its name: ${document}`);
      const text = document.slice(loc.start, loc.end);
      return { name: name.value, kind: operation, field: root.name.value, text, isInGraphiql };
    });
}

/** What a reader is shown in place of `{{lock}}` and the like. */
export function asShown(text: string): string {
  return text
    .replaceAll('{{key}}', '0d3f1c52-6f0e-4b7c-9a39-5b8f4c1e7a60')
    .replaceAll(/\{\{(\w+)\}\}/g, (_all, kind: string) => `${kind}_…`);
}
