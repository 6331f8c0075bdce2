import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../observability/logger.ts';
import { createHttpServer, type HttpServer } from './server.ts';
import { createStaticFilesRoute } from './static-files.ts';

const HEADERS = { 'content-security-policy': "default-src 'self'" };
let folder: string;
let server: HttpServer;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatwire-static-'));
  const route = createStaticFilesRoute({
    folder,
    isPage: (path) => path === '/' || path.startsWith('/shows/'),
    headersOf: () => HEADERS,
    missing: '<p>not built</p>',
  });
  const logger = createLogger({ level: 'silent', nodeId: 'test' });
  server = createHttpServer({ host: '127.0.0.1', port: 0, routes: [route], logger });
  url = `http://127.0.0.1:${(await server.start()).port}`;
});
afterEach(async () => {
  await server.stop(0);
  await rm(folder, { recursive: true });
});

async function build(): Promise<void> {
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<p>the page</p>');
  await writeFile(join(folder, 'assets', 'main-1.js'), 'run();');
  await mkdir(join(folder, 'docs', 'types'), { recursive: true });
  await writeFile(join(folder, 'docs', 'index.html'), '<p>the docs</p>');
  await writeFile(join(folder, 'docs', 'types', 'Show.html'), '<p>a show</p>');
}

describe('a built page', () => {
  it('is answered at each of its paths, to be checked at each visit', async () => {
    await build();
    for (const path of ['/', '/shows/show_1?booking=b']) {
      const answer = await fetch(url + path);
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        ...HEADERS,
      });
      expect(await answer.text()).toBe('<p>the page</p>');
    }
    const etag = (await fetch(url)).headers.get('etag')!;
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('says to a browser that there is nothing at another path, and leaves programs their answer', async () => {
    await build();
    const seen = await fetch(`${url}/nowhere`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect([seen.status, await seen.text()]).toEqual([404, '<p>the page</p>']);
    const read = await fetch(`${url}/nowhere`, { headers: { accept: 'application/json' } });
    expect([read.status, read.headers.get('content-type')]).toEqual([404, expect.stringContaining('application/json')]);
  });

  it('has further pages in folders, each at its path without an ending, to be checked at each visit', async () => {
    await build();
    const seen = async (path: string) => {
      const answer = await fetch(url + path);
      return [answer.status, answer.headers.get('cache-control'), await answer.text()];
    };
    expect(await seen('/docs')).toEqual([200, 'no-cache', '<p>the docs</p>']);
    expect(await seen('/docs/')).toEqual([200, 'no-cache', '<p>the docs</p>']);
    expect(await seen('/docs/types/Show?q=1')).toEqual([200, 'no-cache', '<p>a show</p>']);
    const { headers } = await fetch(`${url}/docs/types/Show`);
    expect(Object.fromEntries(headers)).toMatchObject(HEADERS);
    const again = await fetch(`${url}/docs/types/Show`, { headers: { 'if-none-match': headers.get('etag')! } });
    expect(again.status).toBe(304);
    for (const path of [
      '/docs/types',
      '/docs/types/show',
      '/docs/types/Show.html',
      '/docs/%2e%2e/index',
      '/index.html',
    ]) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    const missing = await fetch(`${url}/docs/nothing`, { headers: { accept: 'text/html' } });
    expect([missing.status, await missing.text()]).toEqual([404, '<p>the page</p>']);
  });

  it('has its files compressed and cached for ever', async () => {
    await build();
    const answer = await fetch(`${url}/assets/main-1.js`, { headers: { 'accept-encoding': 'gzip' } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect(await answer.text()).toBe('run();');
  });

  it('leaves other paths and methods alone, those that climb out included', async () => {
    await build();
    await writeFile(join(folder, '..', 'seatwire-secret'), 'secret');
    for (const path of ['/assets/none.js', '/assets/..%2findex.html', '/assets/../../seatwire-secret', '/else']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
    await rm(join(folder, '..', 'seatwire-secret'));
  });

  it('is said to be missing until it is built', async () => {
    const missing = await fetch(url);
    expect(missing.status).toBe(503);
    expect(await missing.text()).toBe('<p>not built</p>');
    await build();
    expect((await fetch(url)).status).toBe(200);
  });
});
