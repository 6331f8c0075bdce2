import { expect, it } from 'vitest';
import { createRandom } from '../kit/basics/random.ts';
import { type FuzzReport, fuzz, WHOLE_SCHEMA } from '../kit/fuzz/fuzz-run.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

const OPERATIONS = Number(process.env.FUZZ_OPERATIONS ?? 6_000);
/** Of them those over the schema with what SUBGRAPH and SANDBOX add. */
const WITH_ALL = Math.floor(OPERATIONS / 4);
// On a fast machine its sockets send more than anybody may.
const ENV = { SOCKET_MESSAGES_PER_SECOND: '100000' };

it(`answers ${OPERATIONS - WITH_ALL} random operations without an internal error, none in more than a second`, {
  timeout: 600_000,
}, async () => {
  await using app = await startTestApp({ env: ENV });
  await judge(app, await fuzz(app, createRandom(), OPERATIONS - WITH_ALL), OPERATIONS - WITH_ALL);
});

it(`answers ${WITH_ALL} with SUBGRAPH and SANDBOX likewise`, { timeout: 600_000 }, async () => {
  await using app = await startTestApp({ sandbox: true, env: { ...ENV, SUBGRAPH: 'true' } });
  await judge(app, await fuzz(app, createRandom(), WITH_ALL, WHOLE_SCHEMA), WITH_ALL);
});

async function judge(app: TestApp, report: FuzzReport, operations: number): Promise<void> {
  console.log(`${report.answered} answered, ${report.withErrors} with errors, ${report.refused} refused`);
  expect(report.faults.slice(0, 5)).toEqual([]);
  // A generator that has lost touch with the schema would find nothing.
  expect(report.answered).toBeGreaterThan(operations / 4);
  expect((await fetch(`${app.url}/ready`)).status).toBe(200);
}
