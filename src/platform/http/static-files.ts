import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { type ContentEncoding, chooseEncoding } from './content-encoding.ts';
import type { HttpRoute } from './route.ts';
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
  bodies: Record<ContentEncoding, Buffer>;
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
  let loading: Promise<ReadonlyMap<string, StaticFile> | null> | null = null;
  const load = async () => {
    loading ??= loadFiles(folder);
    const files = await loading;
    if (files === null) loading = null;
    return files;
  };

  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const path = (request.url ?? '').split('?', 1)[0]!;
    const isKnown = isPage(path);
    const isAsset = path.startsWith(ASSETS);
    // To a browser the page says that there is nothing at such a path; programs get the answer of the last route.
    const isForPage = isKnown || wantsPage(request);
    if (!isForPage && !isAsset) return false;
    const files = await load();
    const asset = isAsset ? files?.get(path) : undefined;
    if (asset) {
      answer(request, response, { file: asset, status: 200, headers: { ...headers, 'cache-control': FOR_EVER } });
      return true;
    }
    if (!isForPage) return false;
    const page = files?.get('/index.html');
    if (!page) {
      response.writeHead(503, { ...headers, 'content-type': CONTENT_TYPES['.html'], 'cache-control': 'no-store' });
      response.end(missing);
      return true;
    }
    answer(request, response, {
      file: page,
      status: isKnown ? 200 : 404,
      headers: { ...headers, 'cache-control': 'no-cache' },
    });
    return true;
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  {
    file: { contentType, etag, bodies },
    status,
    headers,
  }: { file: StaticFile; status: number; headers: Readonly<Record<string, string>> },
): void {
  // Weak, because one tag stands for the same file in three encodings.
  const common = { ...headers, etag: `W/"${etag}"`, vary: 'accept-encoding', 'x-content-type-options': 'nosniff' };
  if (status === 200 && request.headers['if-none-match']?.includes(`"${etag}"`)) {
    response.writeHead(304, common).end();
    return;
  }
  const encoding = chooseEncoding(request.headers['accept-encoding']?.toString());
  response.writeHead(status, {
    ...common,
    'content-type': contentType,
    'content-length': bodies[encoding].byteLength,
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  });
  response.end(bodies[encoding]);
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
  const [gzipped, br] = await Promise.all([promisify(gzip)(identity), promisify(brotliCompress)(identity)]);
  return {
    contentType: CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    etag: createHash('sha256').update(identity).digest('base64url').slice(0, 22),
    bodies: { identity, gzip: gzipped, br },
  };
}
