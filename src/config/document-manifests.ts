import { readFileSync } from 'node:fs';
import { z } from 'zod';

const MAX_PROBLEMS = 3;

/** As `@apollo/generate-persisted-query-manifest` and `npm run documents` write it. */
const apolloManifest = z
  .looseObject({
    format: z.literal('apollo-persisted-query-manifest'),
    version: z.literal(1),
    operations: z.array(z.looseObject({ id: z.string().min(1), body: z.string().min(1) })),
  })
  .transform(({ operations }) => operations.map(({ id, body }) => [id, body] as const));

/** As GraphQL Code Generator (`persistedDocuments`) and Relay's compiler write it: texts by their ids. */
const plainManifest = z.record(z.string().min(1), z.string().min(1)).transform((texts) => Object.entries(texts));

/**
 * Paths of manifests, separated by commas, which are read: the text of each document by its id. An id that means two
 * different documents is a mistake.
 */
export const documentManifests = z.string().transform((paths, context) => {
  const texts = new Map<string, string>();
  const complain = (message: string) => context.addIssue({ code: 'custom', message });
  for (const path of paths.split(',').map((one) => one.trim())) {
    for (const [id, text] of read(path, complain)) {
      if (texts.has(id) && texts.get(id) !== text) complain(`${path}: the id ${id} is that of another document, too`);
      texts.set(id, text);
    }
  }
  return texts;
});

function read(path: string, complain: (message: string) => void): (readonly [id: string, text: string])[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    complain(code === undefined ? `${path}: is no JSON` : `${path}: can't be read (${code})`);
    return [];
  }
  const isApollo = typeof json === 'object' && json !== null && 'format' in json;
  const { data, error } = (isApollo ? apolloManifest : plainManifest).safeParse(json);
  for (const { path: at, message } of error?.issues.slice(0, MAX_PROBLEMS) ?? []) {
    complain(`${path}: ${[at.join('.'), message].filter((part) => part !== '').join(': ')}`);
  }
  return data ?? [];
}
