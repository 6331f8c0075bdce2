import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { compressThoroughly, type EncodedBody } from './content-encoding.ts';
import { weakTag } from './etag.ts';
import type { HttpRoute } from './route.ts';
import { sendEncoded } from './send-encoded.ts';
import { pathOf } from './url-path.ts';
import { wantsPage } from './wants-page.ts';

export interface StaticFilesOptions {
  /** A built page: `index.html`, and below `assets/` files whose names change with their content. */
  folder: string;
  /** Whether a path is one of the page's: it is answered with `index.html`. */
  isPage(path: string): boolean;
  headers: Readonly<Record<string, string>>;
  /** Sent with status 503, as HTML, while there is no built page. */
  missing: string;
}

interface StaticFile {
  contentType: string;
  etag: string;
  body: EncodedBody;
}

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
const ASSETS = '/assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves a built page from memory: its files are read and compressed once, at the first request for one of them, so that a
 * path is looked up and never opened. While the folder holds no page, each request looks again.
 */
export function createStaticFilesRoute({ folder, isPage, headers, missing }: StaticFilesOptions): HttpRoute {
  const about = { ...headers, 'x-content-type-options': 'nosniff' };
  let loading: Promise<ReadonlyMap<string, StaticFile> | null> | null = null;
  const load = async () => {
    loading ??= loadFiles(folder);
    const files = await loading;
    if (files === null) loading = null;
    return files;
  };

  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const path = pathOf(request);
    const isKnown = isPage(path);
    const isAsset = path.startsWith(ASSETS);
    // To a browser the page says that there is nothing at such a path; programs get the answer of the last route.
    const isForPage = isKnown || wantsPage(request);
    if (!isForPage && !isAsset) return false;
    const files = await load();
    const asset = isAsset ? files?.get(path) : undefined;
    if (asset) {
      sendEncoded(request, response, { ...asset, headers: { ...about, 'cache-control': FOR_EVER } });
      return true;
    }
    if (!isForPage) return false;
    const page = files?.get('/index.html');
    if (!page) {
      response.writeHead(503, { ...headers, 'content-type': CONTENT_TYPES['.html'], 'cache-control': 'no-store' });
      response.end(missing);
      return true;
    }
    sendEncoded(request, response, {
      ...page,
      status: isKnown ? 200 : 404,
      headers: { ...about, 'cache-control': 'no-cache' },
    });
    return true;
  };
}

/** By path; null: there is no page. */
async function loadFiles(folder: string): Promise<ReadonlyMap<string, StaticFile> | null> {
  let names: string[];
  try {
    names = ['index.html', ...(await readdir(join(folder, 'assets'))).map((name) => `assets/${name}`)];
    return new Map(
      await Promise.all(names.map(async (name) => [`/${name}`, await loadFile(join(folder, name))] as const)),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function loadFile(path: string): Promise<StaticFile> {
  const identity = await readFile(path);
  return {
    contentType: CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    etag: weakTag(createHash('sha256').update(identity).digest('base64url').slice(0, 22)),
    body: await compressThoroughly(identity),
  };
}
