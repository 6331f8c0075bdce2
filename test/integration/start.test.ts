import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { commandLine } from '../../src/platform/processes/process-table.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { type ProductProcess, runInRepository, runProduct } from '../kit/product/product-process.ts';
import { createTestDatabase } from '../kit/servers/database.ts';

const START = 'scripts/start.mjs';
/** Each makes a PostgreSQL of its own, some of them two. */
const START_TIMEOUT_MS = 240_000;

describe('npm start', { timeout: START_TIMEOUT_MS }, () => {
  let dataDir: string;
  let products: ProductProcess[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'seatwire-start-'));
    products = [];
  });

  afterEach(async () => {
    // Before their data goes: a node that runs writes there.
    await Promise.all(products.map((product) => product.stop()));
    await rm(dataDir, { recursive: true, force: true });
  });

  function start(env: Record<string, string> = {}): ProductProcess {
    const product = runProduct(START, { PORT: '0', DATA_DIR: dataDir, ...env });
    products.push(product);
    return product;
  }

  /** Of a started product: where it listens, and the id of its PostgreSQL. */
  async function ready(product: ProductProcess): Promise<{ url: string; postgresPid: number }> {
    const [, url] = await product.line(/GraphiQL +(http:\/\/\S+)\/graphql/);
    await product.line(/^ {2}Mail /);
    const [, pid] = await product.line(/"pid":(\d+).*PostgreSQL started/);
    return { url: url!, postgresPid: Number(pid) };
  }

  it('says where to click, keeps its data, and stops all it started on Ctrl-C', async () => {
    const first = start();
    const { url, postgresPid } = await ready(first);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    const [, show] = await first.line(/Demo show +(show_\w+)/);
    const [, token] = await first.line(/Organiser +http\S+\/organise#token=(\S+)/);
    expect(decodeJwt(token!)).toMatchObject({ role: 'organiser' });
    expect(await first.stop('SIGINT')).toBe(0);
    await eventually(() => expect(commandLine(postgresPid)).toBeNull());

    const second = start();
    const again = await ready(second);
    expect(second.lines.join('\n')).not.toMatch(/initialising|migration applied/);
    const answer = await fetch(`${again.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: 'query ($id: ID!) { show(id: $id) { status sales { sold { seats } } } viewer { role } }',
        variables: { id: show },
      }),
    });
    // The first start's token is still good: its secret was kept. The demo show is its organiser's.
    expect(await answer.json()).toMatchObject({
      data: { show: { status: 'ON_SALE', sales: { sold: { seats: 0 } } }, viewer: { role: 'ORGANISER' } },
    });
  });

  it('gives an organiser token away only where nothing but itself is used', async () => {
    await using db = await createTestDatabase();
    const product = start({ DATABASE_URL: db.url });
    const [line] = await product.line(/^ {2}Organiser .*/m);
    expect(line).toMatch(/npm run token -- --role organiser/);
    await product.line(/^ {2}Mail /);
    expect(product.lines.join('\n')).not.toMatch(/token=|Bearer|eyJ/);
  });

  it('takes one Ctrl-C that arrives twice, from the terminal and through npm, for one', async () => {
    const product = start();
    await ready(product);
    product.child.kill('SIGINT');
    expect(await product.stop('SIGINT')).toBe(0);
  });

  it('leaves nothing running when it is killed, and starts again', async () => {
    const first = start();
    const { postgresPid } = await ready(first);
    await first.stop('SIGKILL');
    // The output is closed: the product itself noticed and has ended too.
    await eventually(() => expect(commandLine(postgresPid)).toBeNull());
    await ready(start());
  });

  it('leaves nothing running when npm is killed', async () => {
    const npm = runInRepository('npm', ['start'], { PORT: '0', DATA_DIR: dataDir });
    const { postgresPid } = await ready(npm);
    await npm.stop('SIGKILL');
    await eventually(() => expect(commandLine(postgresPid)).toBeNull());
  });

  it('lists all mistakes in the settings, one line each', async () => {
    const product = start({ PORT: 'http', REDIS_URL: 'localhost', SEAT_LOCK_TTL_MS: '-1' });
    expect(await product.ended).toBe(1);
    expect(product.lines.filter((line) => !line.startsWith('seatwire: '))).toEqual([
      'PORT: must be a whole number from 0 to 65535, not "http"',
      'REDIS_URL: must be a URL like redis://host:6379, or several of a cluster separated by commas',
      'SEAT_LOCK_TTL_MS: must be a whole number from 100 to 86400000, not "-1"',
    ]);
  });

  it.each([
    ['a busy port', async () => ({ PORT: await busyPort() }), /^PORT: \d+ is in use/],
    [
      'a data folder that cannot be written',
      async () => ({ DATA_DIR: '/proc/seatwire' }),
      /^DATA_DIR: can't write to /,
    ],
    [
      'a database that is away',
      async () => ({ DATABASE_URL: 'postgresql://127.0.0.1:1/x' }),
      /^DATABASE_URL: .*ECONNREFUSED/,
    ],
    ['a Redis that is away', async () => ({ REDIS_URL: 'redis://127.0.0.1:1' }), /^REDIS_URL: /],
  ])('says in one line what is wrong: %s', async (_, makeEnv, message) => {
    const product = start({ LOG_LEVEL: 'silent', ...(await makeEnv()) });
    expect(await product.ended).toBe(1);
    const lines = product.lines.filter((line) => !line.startsWith('seatwire: '));
    expect(lines).toEqual([expect.stringMatching(message)]);
    expect((await readdir(dataDir)).filter((name) => name !== 'postgres')).toEqual([]);
  });

  async function busyPort(): Promise<string> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    return String(typeof address === 'object' ? address?.port : 0);
  }

  describe('npm run token', () => {
    const token = (...args: string[]) => runProduct('scripts/token.ts', { DATA_DIR: dataDir }, args);

    it('prints a token that the running product accepts', async () => {
      const product = start();
      const { url } = await ready(product);
      const command = token('--role', 'organiser', '--email', 'box@example.org', '--hours', '1');
      expect(await command.ended).toBe(0);
      const { iat, exp } = decodeJwt(command.lines[0]!);
      expect(exp! - iat!).toBe(3600);
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${command.lines[0]}` },
        body: JSON.stringify({ query: '{ viewer { role email } }' }),
      });
      expect(await answer.json()).toMatchObject({ data: { viewer: { role: 'ORGANISER', email: 'box@example.org' } } });
    });

    it('revokes tokens', async () => {
      const product = start();
      const { url } = await ready(product);
      const [, printed] = await product.line(/Organiser +http\S+\/organise#token=(\S+)/);
      const command = token('--revoke', '--id', 'organiser');
      expect(await command.ended).toBe(0);
      expect(command.lines).toEqual([
        'The tokens that organiser has until now are refused, on every node within 5 seconds.',
      ]);
      await eventually(async () => {
        const answer = await fetch(`${url}/graphql?query={viewer{id}}`, {
          headers: { authorization: `Bearer ${printed}` },
        });
        expect(answer.status).toBe(401);
      });
    });

    it('says what to do when the product is not running, or it was called wrongly', async () => {
      const notRunning = token('--role', 'organiser');
      expect(await notRunning.ended).toBe(1);
      expect(notRunning.lines).toEqual([
        expect.stringMatching(
          /^No product runs on .+: start it first \(npm start\), set DATA_DIR as it was started with, or set DATABASE_URL\.$/,
        ),
      ]);
      const wrong = token('--role', 'king');
      expect(await wrong.ended).toBe(2);
      expect(wrong.lines[0]).toBe('--role must be customer, organiser or admin.');
    });
  });
});
