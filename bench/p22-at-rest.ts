import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark } from './benchmark.ts';
import { startedProcesses_ms } from './processor-time.ts';
import { startProduct } from './product.ts';

/** Of one core. */
const GOAL = 0.03;
const SETTLE_MS = 15_000;

export const benchmark: Benchmark = {
  id: 'P22',
  title: 'An installation at rest: a node, PostgreSQL, Redis and Kafka with nobody there',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const measured_ms = stand.size(20_000, 2_000);
    const cores = async () => {
      const before_ms = startedProcesses_ms();
      const begun_ms = performance.now();
      await delay(measured_ms);
      return (startedProcesses_ms() - before_ms) / (performance.now() - begun_ms);
    };
    await delay(stand.size(SETTLE_MS, 0));
    // What servers take with no node is theirs, whoever they serve.
    const servers = await cores();
    await startProduct(stand, await stand.createDatabase());
    await delay(stand.size(SETTLE_MS, 0));
    return {
      measure: async () => ({ all: await cores(), servers, goal: GOAL }),
      comparisons: [
        {
          name: `processor time of all / ${GOAL} cores`,
          unit: 'cores',
          ours: 'all',
          reference: 'goal',
          goal: { most: 1 },
        },
      ],
      remarks: [{ figure: 'servers', name: 'of it the servers without a node', unit: 'cores' }],
    };
  },
};
