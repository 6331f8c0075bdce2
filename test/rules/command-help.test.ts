import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROOT, runProduct } from '../kit/product/product-process.ts';

/** All command line tools: whatever of these folders runs by `runCommand`. */
const commands = ['scripts', 'prisma']
  .flatMap((folder) => readdirSync(`${ROOT}${folder}`).map((name) => `${folder}/${name}`))
  .filter((file) => file.endsWith('.ts') && /await runCommand\(/.test(readFileSync(`${ROOT}${file}`, 'utf8')));
/** Nothing answers there: a command that did more than print would fail. */
const NOWHERE = { DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/none', KAFKA_BROKERS: '127.0.0.1:1' };

describe('a command that is asked for help', () => {
  it('is each of the tools', () => {
    expect(commands).toEqual(expect.arrayContaining(['scripts/token.ts', 'scripts/erase.ts', 'prisma/seed.ts']));
  });

  it.each(commands)('prints its usage and does nothing else: %s', async (file) => {
    const asked = runProduct(file, NOWHERE, ['--help']);
    expect(await asked.ended).toBe(0);
    expect(asked.lines[0]).toMatch(/^Usage: npm run \w/);
  });

  it('takes -h as well, beside what else is asked for', async () => {
    const asked = runProduct('scripts/token.ts', NOWHERE, ['--role', 'organiser', '-h']);
    expect(await asked.ended).toBe(0);
    expect(asked.lines[0]).toMatch(/^Usage: npm run token /);
  });

  it('leaves words behind -- as they are', async () => {
    const asked = runProduct('scripts/import-plan.ts', NOWHERE, [
      '--city',
      'Leeds',
      '--timezone',
      'UTC',
      '--',
      '--help',
    ]);
    expect(await asked.ended).toBe(1);
    expect(asked.lines.join('\n')).toContain('--help: there is no such file');
  });
});
