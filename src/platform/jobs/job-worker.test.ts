import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../observability/logger.ts';
import { ConnectionLostError } from '../outages/outage.ts';
import { createJobWorker, type JobWorker } from './job-worker.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

function start(worker: JobWorker): JobWorker {
  worker.start();
  onTestFinished(() => worker.stop());
  return worker;
}

it('does jobs until none is due', async () => {
  const due = [['a', 'b'], ['c'], []];
  const done: string[] = [];
  const worker = createJobWorker<string>({
    name: 'worker',
    logger,
    claim: async () => due.shift() ?? [],
    attempt: async (job) => void done.push(job),
    untilNext_ms: async () => null,
  });
  await start(worker).idle();
  expect(done).toEqual(['a', 'b', 'c']);
});

it('lets a job that fails keep none of those claimed with it from being done', async () => {
  const due = [['bad', 'good']];
  const done: string[] = [];
  const worker = createJobWorker<string>({
    name: 'worker',
    logger,
    claim: async () => due.shift() ?? [],
    async attempt(job) {
      if (job === 'bad') throw new Error('not this one');
      await new Promise(setImmediate);
      done.push(job);
    },
    untilNext_ms: async () => null,
  });
  await start(worker).idle();
  expect(done).toEqual(['good']);
});

it('writes what became of a job once the database is back, before anything else is claimed', async () => {
  const happened: string[] = [];
  const due = [['job']];
  let isAway = true;
  const worker: JobWorker = createJobWorker<string>({
    name: 'worker',
    logger,
    async claim() {
      happened.push('claim');
      return due.shift() ?? [];
    },
    attempt: (job) =>
      worker.write(async () => {
        happened.push(isAway ? 'not written' : `written: ${job}`);
        const wasAway = isAway;
        isAway = false;
        if (wasAway) throw new ConnectionLostError('away');
      }),
    untilNext_ms: async () => null,
  });
  await start(worker).idle();
  expect(happened).toEqual(['claim', 'not written', 'written: job', 'claim']);
});

it('writes an outcome once only that was refused for another reason than an outage', async () => {
  let tries = 0;
  const due = [['job']];
  const worker: JobWorker = createJobWorker<string>({
    name: 'worker',
    logger,
    claim: async () => due.shift() ?? [],
    attempt: () =>
      worker.write(async () => {
        tries += 1;
        throw new Error('no such column');
      }),
    untilNext_ms: async () => null,
  });
  await start(worker).idle();
  expect(tries).toBe(1);
});
