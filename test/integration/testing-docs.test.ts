import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { ROOT, runInRepository } from '../kit/product/product-process.ts';

const GUIDE = path.join(ROOT, 'docs/testing-your-shop.md');
const COMPOSE = 'docker-compose.sandbox.yml';

interface Job {
  steps: { run?: string }[];
}

describe('docs/testing-your-shop.md', () => {
  let text: string;
  let folder: string;
  beforeAll(async () => {
    text = await readFile(GUIDE, 'utf8');
    // Beside the sources, so that their packages are found.
    await mkdir(path.join(ROOT, 'node_modules/.cache'), { recursive: true });
    folder = await mkdtemp(path.join(ROOT, 'node_modules/.cache/testing-docs-'));
    const schema = JSON.stringify(path.join(ROOT, 'schema.graphql'));
    for (const [, name, code] of text.matchAll(/`([\w.]+\.mjs)`[^`]*\n\n```js\n([\s\S]*?)^```/gm)) {
      // The package has the same file, once it is built.
      const whole = code!.replace(/fileURLToPath\(import\.meta\.resolve\(.*?\)\)/, schema);
      await writeFile(path.join(folder, name!), whole);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function passes(file: string, env: Record<string, string> = {}): Promise<void> {
    const program = runInRepository(process.execPath, ['--test', path.join(folder, file)], env);
    try {
      const code = await program.ended;
      expect(code, program.lines.join('\n')).toBe(0);
      expect(program.lines.join('\n')).toMatch(/pass [2-9]/);
    } finally {
      await program.stop();
    }
  }

  describe('with a node', () => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startTestApp({ sandbox: true });
    });
    afterAll(() => app[Symbol.asyncDispose]());

    it('has tests of a checkout that pass', () => passes('checkout.test.mjs', { SEATWIRE_URL: app.url }));
  });

  it('has a mock of the schema that its tests pass with', () => passes('mock.test.mjs'));

  it('has a job that starts what the compose file has, with settings that a node takes', async () => {
    const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(text)!;
    const { jobs } = parse(yaml!) as { jobs: Record<string, Job> };
    const steps = Object.values(jobs).flatMap((job) => job.steps.map(({ run = '' }) => run));
    expect(steps.some((run) => run.includes(COMPOSE))).toBe(true);
    expect(steps.some((run) => run.includes('/ready'))).toBe(true);
    const { services } = parse(await readFile(path.join(ROOT, COMPOSE), 'utf8')) as {
      services: { seatwire: { environment: Record<string, string | number> } };
    };
    const env = Object.entries(services.seatwire.environment).map(([name, value]) => [name, String(value)]);
    const config = loadConfig(Object.fromEntries(env));
    expect(config.graphql.sandbox).toBe(true);
    // Its table has every setting.
    const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
    const unknown = env.filter(([name]) => name !== 'NODE_ENV' && !readme.includes(`| \`${name}\` |`));
    expect(unknown).toEqual([]);
  });
});
