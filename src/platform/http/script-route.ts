import { basename } from 'node:path';
import { answerUnlessRead, refuseRead } from './cross-origin-read.ts';
import type { HttpRoute } from './route.ts';
import { sendEncoded } from './send-encoded.ts';
import { FOR_EVER, readStaticFile, type StaticFile } from './static-file.ts';
import { pathOf } from './url-path.ts';

export interface ScriptRouteOptions {
  /** A built script; while there is none, it is answered with 503. */
  file: string;
  /** Its address is `{folder}/{version}/{name of the file}`. */
  folder: string;
  /** Under which it never changes. */
  version: string;
  /** Under which it is whichever the node has. */
  line: string;
}

/** Until an update is there for all: long enough for a visit, short enough for a mistake. */
const FOR_A_WHILE = 'public, max-age=300';
const HEADERS = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

/** Serves a script to pages of any origin, from memory. Its other versions are answered with 404. */
export function createScriptRoute({ file, folder, version, line }: ScriptRouteOptions): HttpRoute {
  const name = basename(file);
  const pathFor = (of: string) => `${folder}/${of}/${name}`;
  let loading: Promise<StaticFile | null> | null = null;
  const load = async () => {
    loading ??= readStaticFile(file).catch(() => null);
    const script = await loading;
    if (script === null) loading = null;
    return script;
  };

  return async (request, response) => {
    const path = pathOf(request);
    const asked = path.slice(folder.length + 1, -name.length - 1);
    if (path !== pathFor(asked) || asked === '' || asked.includes('/')) return false;
    if (answerUnlessRead(request, response)) return true;
    if (asked !== version && asked !== line) {
      refuseRead(response, 404, `This node has ${pathFor(version)}, and the same at ${pathFor(line)}.`);
      return true;
    }
    const script = await load();
    if (script === null) {
      refuseRead(response, 503, 'The script is not built: npm run build builds it.', { 'cache-control': 'no-store' });
      return true;
    }
    sendEncoded(request, response, {
      contentType: script.contentType,
      etag: script.etag,
      body: await script.body(),
      headers: { ...HEADERS, 'cache-control': asked === version ? FOR_EVER : FOR_A_WHILE },
    });
    return true;
  };
}
