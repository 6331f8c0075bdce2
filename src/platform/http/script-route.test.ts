import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../observability/logger.ts';
import { createScriptRoute } from './script-route.ts';
import { createHttpServer, type HttpServer } from './server.ts';

let folder: string;
let server: HttpServer;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatwire-script-'));
  const route = createScriptRoute({ file: join(folder, 'map.js'), folder: '/map', version: '0.1.0', line: '0.1' });
  const logger = createLogger({ level: 'silent', nodeId: 'test' });
  server = createHttpServer({ host: '127.0.0.1', port: 0, routes: [route], logger });
  url = `http://127.0.0.1:${(await server.start()).port}`;
});
afterEach(async () => {
  await server.stop(0);
  await rm(folder, { recursive: true });
});

describe('a script for pages of any origin', () => {
  it('never changes at the address of its version, and is asked for again at that of its line', async () => {
    await writeFile(join(folder, 'map.js'), 'run();');
    for (const [version, caching] of [
      ['0.1.0', 'public, max-age=31536000, immutable'],
      ['0.1', 'public, max-age=300'],
    ] as const) {
      const address = `${url}/map/${version}/map.js`;
      const answer = await fetch(address, { headers: { origin: 'https://shop.example.org' } });
      expect([answer.status, await answer.text()]).toEqual([200, 'run();']);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': caching,
      });
      const etag = answer.headers.get('etag')!;
      expect((await fetch(address, { headers: { 'if-none-match': etag } })).status).toBe(304);
    }
  });

  it('says where it is when another version is asked for, and is nothing else', async () => {
    await writeFile(join(folder, 'map.js'), 'run();');
    const other = await fetch(`${url}/map/0.0.9/map.js`);
    expect((await fetch(`${url}/map/0/map.js`)).status).toBe(404);
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([404, '*']);
    expect(((await other.json()) as { message: string }).message).toContain('/map/0.1.0/map.js');
    expect((await fetch(`${url}/map/0.1/map.js`, { method: 'POST' })).status).toBe(405);
    for (const path of ['/map/map.js', '/map//map.js', '/map/0.1/1/map.js', '/map/0.1/other.js', '/']) {
      const answer = await fetch(url + path);
      expect([path, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([path, 404, null]);
    }
  });

  it('is looked for again while it is not built', async () => {
    expect((await fetch(`${url}/map/0.1/map.js`)).status).toBe(503);
    await writeFile(join(folder, 'map.js'), 'run();');
    expect((await fetch(`${url}/map/0.1/map.js`)).status).toBe(200);
  });
});
