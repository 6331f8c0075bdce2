import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from './command.ts';

const USAGE = `npm run chaos -- [--minutes N] [--seed S] [--nodes N] [--only WORDS] [--kafka-outage SECONDS]
  Buyers buy on several nodes while nodes, Redis, Kafka and PostgreSQL are killed, paused and emptied, PostgreSQL loses its last
  commits, links between them are slow, cut or silent, and clocks jump; afterwards everything must have recovered and the books must balance. Each fault comes
  once before any comes twice (in about four minutes). The seed is printed; with it the same faults come in the same order.
  --only: faults with these words in their name or kind, for example --only "commits lost".
  --kafka-outage: only Kafka is away, for so long; no buyer may notice, and all events must arrive, once in effect.`;

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('..', import.meta.url));

await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string' },
      nodes: { type: 'string', default: '2' },
      only: { type: 'string' },
      'kafka-outage': { type: 'string' },
    },
  });
  const outage_s = values['kafka-outage'];
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CHAOS_MINUTES: positive('--minutes', values.minutes),
    CHAOS_NODES: positive('--nodes', values.nodes),
    ...(values.only !== undefined && { CHAOS_ONLY: values.only }),
    ...(outage_s !== undefined && { CHAOS_KAFKA_OUTAGE_S: positive('--kafka-outage', outage_s) }),
    ...(values.seed !== undefined && { RANDOM_SEED: positive('--seed', values.seed) }),
  };
  const file = `test/chaos/${outage_s === undefined ? 'chaos' : 'kafka-outage'}.services.test.ts`;
  const vitest = spawn(process.execPath, [VITEST, 'run', file], {
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
