import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createDueWorker } from './due-worker.ts';

const logger = pino({ level: 'silent' });

describe('createDueWorker', () => {
  it('runs at start, again at once while more is due, and is idle after that', async () => {
    const answers = [0, 0, null];
    let runs = 0;
    const worker = createDueWorker({
      name: 'test',
      logger,
      runDue: async () => {
        runs += 1;
        return answers.shift() ?? null;
      },
    });
    worker.start();
    await worker.idle();
    expect(runs).toBeGreaterThanOrEqual(3);
    expect(answers).toEqual([]);
    await worker.stop();
  });

  it('does not call a run idle that began before the question', async () => {
    const started: Array<() => void> = [];
    const gates: Array<() => void> = [];
    const worker = createDueWorker({
      name: 'test',
      logger,
      runDue: () => {
        started.shift()?.();
        return new Promise<null>((resolve) => gates.push(() => resolve(null)));
      },
    });
    const secondStart = new Promise<void>((resolve) => started.push(() => {}, resolve));
    worker.start();
    let idle = false;
    const idling = worker.idle().then(() => {
      idle = true;
    });
    gates.shift()?.();
    await secondStart;
    expect(idle).toBe(false);
    gates.shift()?.();
    await idling;
    await worker.stop();
  });

  it('comes back at the time it named', async () => {
    const again = Promise.withResolvers<void>();
    let runs = 0;
    const worker = createDueWorker({
      name: 'test',
      logger,
      runDue: async () => {
        runs += 1;
        if (runs === 2) again.resolve();
        return 10;
      },
    });
    worker.start();
    await again.promise;
    await worker.stop();
    expect(runs).toBe(2);
  });

  it('survives a failing run and tries again', async () => {
    let runs = 0;
    const worker = createDueWorker({
      name: 'test',
      logger,
      runDue: async () => {
        runs += 1;
        if (runs === 1) throw new Error('the database went away');
        return null;
      },
    });
    worker.start();
    await worker.idle();
    expect(runs).toBeGreaterThanOrEqual(2);
    await worker.stop();
  });

  it('leaves it to its connection to tell of a server that is away, and tells of other failures and their end', async () => {
    const levels: string[] = [];
    const listening = pino(
      { level: 'debug', formatters: { level: (label) => ({ label }) } },
      { write: (line: string) => levels.push(JSON.parse(line).label) },
    );
    const outage = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    const bug = () => Promise.reject(new Error('a bug'));
    const runs = [outage, outage, outage, bug, bug];
    const worker = createDueWorker({
      name: 'test',
      logger: listening,
      runDue: () => {
        // Does not wait for the back-off to end.
        worker.wake();
        return runs.shift()?.() ?? Promise.resolve(null);
      },
    });
    worker.start();
    await worker.idle();
    await worker.stop();
    expect(levels).toEqual(['debug', 'debug', 'debug', 'warn', 'warn', 'info']);
  });

  it('waits for the work in hand at the stop, but not for ever', async () => {
    const stuck = createDueWorker({ name: 'stuck', logger, runDue: () => new Promise<null>(() => {}) });
    stuck.start();
    await stuck.stop(1);

    const gate = Promise.withResolvers<null>();
    const patient = createDueWorker({ name: 'patient', logger, runDue: () => gate.promise });
    patient.start();
    let stopped = false;
    const stopping = patient.stop().then(() => {
      stopped = true;
    });
    expect(stopped).toBe(false);
    gate.resolve(null);
    await stopping;
    await patient.stop();
    await patient.idle();
  });
});
