import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { HttpRoute } from './route.ts';
import { sendEncoded } from './send-encoded.ts';
import { FOR_EVER, HTML, readStaticFile, type StaticFile } from './static-file.ts';
import { pathOf } from './url-path.ts';
import { wantsPage } from './wants-page.ts';

export interface StaticFilesOptions {
  /**
   * A built page: `index.html`, below `assets/` files whose names change with their content, and in other folders further pages:
   * `docs/client.html` is answered at `/docs/client`, `docs/index.html` at `/docs`.
   */
  folder: string;
  /** Whether a path is one of the page's: it is answered with the `index.html` of the folder itself. */
  isPage(path: string): boolean;
  /** Those of the answer at a path. */
  headersOf(path: string): Readonly<Record<string, string>>;
  /** Sent with status 503, as HTML, while there is no built page. */
  missing: string;
}

const PAGE = 'index.html';
const ASSETS = '/assets/';

/**
 * Serves a built page from memory: its files are read once, at the first request, so that a path is looked up and never
 * opened. While the folder holds no page, each request looks again.
 */
export function createStaticFilesRoute({ folder, isPage, headersOf, missing }: StaticFilesOptions): HttpRoute {
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
    const headers = { ...headersOf(path), 'x-content-type-options': 'nosniff' };
    const isKnown = isPage(path);
    const files = await load();
    const found = isKnown ? undefined : files?.get(path.length > 1 ? path.replace(/\/$/, '') : path);
    // To a browser the page says that there is nothing at such a path; programs get the answer of the last route.
    if (!found && !isKnown && !wantsPage(request)) return false;
    const file = found ?? files?.get(PAGE);
    if (!file) {
      response.writeHead(503, { ...headers, 'content-type': HTML, 'cache-control': 'no-store' });
      response.end(missing);
      return true;
    }
    const { contentType, etag } = file;
    sendEncoded(request, response, {
      contentType,
      etag,
      body: await file.body(),
      status: isKnown || found ? 200 : 404,
      headers: { 'cache-control': path.startsWith(ASSETS) && found ? FOR_EVER : 'no-cache', ...headers },
    });
    return true;
  };
}

/** By the path that each is answered at; null: there is no page. */
async function loadFiles(folder: string): Promise<ReadonlyMap<string, StaticFile> | null> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'));
    if (!names.includes(PAGE)) return null;
    return new Map(
      await Promise.all(
        names.map(async (name) => [addressOf(name), await readStaticFile(join(folder, name))] as const),
      ),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** That of the page itself is no path: it is found by its name alone. */
function addressOf(name: string): string {
  return name === PAGE ? name : `/${name.replace(/(\/index)?\.html$/, '')}`;
}
