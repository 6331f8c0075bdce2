import { expect, it } from 'vitest';
import { createRandom } from '../kit/basics/random.ts';
import { fuzz } from '../kit/fuzz/fuzz-run.ts';
import { startTestApp } from '../kit/product/app.ts';

const OPERATIONS = Number(process.env.FUZZ_OPERATIONS ?? 20_000);

it(`answers ${OPERATIONS} random operations without an internal error, none in more than a second`, {
  timeout: 600_000,
}, async () => {
  // On a fast machine its sockets send more than anybody may.
  await using app = await startTestApp({ env: { SOCKET_MESSAGES_PER_SECOND: '100000' } });
  const report = await fuzz(app, createRandom(), OPERATIONS);
  console.log(`${report.answered} answered, ${report.withErrors} with errors, ${report.refused} refused`);
  expect(report.faults.slice(0, 5)).toEqual([]);
  // A generator that has lost touch with the schema would find nothing.
  expect(report.answered).toBeGreaterThan(OPERATIONS / 4);
  expect((await fetch(`${app.url}/ready`)).status).toBe(200);
});
