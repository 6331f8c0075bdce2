import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { EncodedBody } from '../../platform/http/content-encoding.ts';

export interface Asset {
  contentType: string;
  body: EncodedBody;
}

export interface Assets {
  /** Changes with any of the files: part of their addresses, so that they can be cached for ever. */
  version: string;
  byName: ReadonlyMap<string, Asset>;
}

const SCRIPT = 'text/javascript; charset=utf-8';
const compress = promisify(gzip);

/**
 * All files of the GraphiQL page, from installed packages: it works without internet. 9 MB, so they are loaded when the
 * page is first asked for.
 */
export async function loadAssets(): Promise<Assets> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  const files: [name: string, contentType: string, text: string][] = [
    ['graphiql.js', SCRIPT, graphiql.js],
    ['graphiql.css', 'text/css; charset=utf-8', graphiql.css],
    ['editor.worker.js', SCRIPT, graphiql.editorWorkerService],
    ['json.worker.js', SCRIPT, graphiql.jsonWorker],
    ['graphql.worker.js', SCRIPT, graphiql.graphqlWorker],
    ['page.js', SCRIPT, await readFile(new URL('./page.js', import.meta.url), 'utf8')],
    ...(await graphqlWsClient()),
  ];
  const hash = createHash('sha256');
  for (const [name, , text] of files) hash.update(name).update(text);
  const assets = await Promise.all(
    files.map(async ([name, contentType, text]): Promise<[string, Asset]> => {
      const identity = Buffer.from(text);
      return [name, { contentType, body: { identity, gzip: await compress(identity) } }];
    }),
  );
  return { version: hash.digest('hex').slice(0, 16), byName: new Map(assets) };
}

/** The WebSocket client as its package ships it: an ES module and the files beside it that it imports. */
async function graphqlWsClient(): Promise<[string, string, string][]> {
  const entry = new URL(import.meta.resolve('graphql-ws/client'));
  const text = await readFile(entry, 'utf8');
  const imported = [...new Set([...text.matchAll(/from '\.\/([\w-]+\.js)'/g)].map((match) => match[1]!))];
  const files = imported.map(
    async (name): Promise<[string, string, string]> => [
      `graphql-ws/${name}`,
      SCRIPT,
      await readFile(new URL(`./${name}`, entry), 'utf8'),
    ],
  );
  return [['graphql-ws/client.js', SCRIPT, text], ...(await Promise.all(files))];
}
