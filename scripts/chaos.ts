import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from './command.ts';

const USAGE = `npm run chaos -- [--minutes N] [--seed S] [--nodes N]
  Buyers buy on several nodes while nodes, Redis, Kafka and PostgreSQL are killed, paused and emptied at random; afterwards
  everything must have recovered and the books must balance. The seed is printed; with it the same faults come again.`;

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('..', import.meta.url));

await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string' },
      nodes: { type: 'string', default: '2' },
    },
  });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CHAOS_MINUTES: positive('--minutes', values.minutes),
    CHAOS_NODES: positive('--nodes', values.nodes),
    ...(values.seed !== undefined && { RANDOM_SEED: positive('--seed', values.seed) }),
  };
  const vitest = spawn(process.execPath, [VITEST, 'run', 'test/chaos/chaos.services.test.ts'], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  const [code] = (await once(vitest, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
});

function positive(name: string, value: string): string {
  if (!/^\d{1,10}$/.test(value) || Number(value) === 0) throw new UsageError(`${name} must be a whole number above 0.`);
  return value;
}
