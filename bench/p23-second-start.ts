import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../src/platform/processes/free-ports.ts';
import { runProduct } from '../test/kit/product/product-process.ts';
import type { Benchmark, Figures } from './benchmark.ts';

const GOAL_MS = 5_000;
const GIVEN_UP_AFTER_MS = 180_000;
const POLL_MS = 20;

export const benchmark: Benchmark = {
  id: 'P23',
  title: 'A second `npm start`, until the product is ready',
  needs: [],
  async prepare({ stack }) {
    const dataDir = await mkdtemp(join(tmpdir(), 'seatwire-start-'));
    stack.defer(() => rm(dataDir, { recursive: true, force: true }));
    // Makes the database, the demo's shows and the page, where those are missing.
    await startIn(dataDir);
    return {
      async measure(): Promise<Figures> {
        return { ready: await startIn(dataDir), goal: GOAL_MS };
      },
      comparisons: [
        {
          name: `from the start of the process until /ready says so / ${GOAL_MS} ms`,
          unit: 'ms',
          ours: 'ready',
          reference: 'goal',
          goal: { most: 1 },
        },
      ],
    };
  },
};

/** Runs what `npm start` runs, on the embedded default with all of the demo, and stops it. Resolves with how long it took to be ready, in ms. */
async function startIn(dataDir: string): Promise<number> {
  const [port] = (await freePorts(1)) as [number];
  const started_ms = performance.now();
  const product = runProduct('scripts/start.mjs', { DATA_DIR: dataDir, PORT: `${port}` });
  let hasEnded = false;
  void product.ended.then(() => {
    hasEnded = true;
  });
  try {
    for (;;) {
      const isReady = await fetch(`http://127.0.0.1:${port}/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      const passed_ms = performance.now() - started_ms;
      if (isReady) return passed_ms;
      if (hasEnded || passed_ms > GIVEN_UP_AFTER_MS) throw new Error(`It did not start:\n${product.lines.join('\n')}`);
      await delay(POLL_MS);
    }
  } finally {
    await product.stop();
  }
}
