/**
 * A process that sends ready-made HTTP requests at the times at which they are due, whether those before were answered or not. It does
 * as little as it can. Told by its parent: see open-load-client.ts.
 */
import { connect, type Socket } from 'node:net';
import { isWhole } from './http-answer.ts';
import type { OpenLoad, OpenLoadFigures } from './open-load-client.ts';
import { answerParent } from './reporting-process.ts';

const TICK_MS = 2;
/** As many callers wait at the same time at most: so many more than a node lets wait that it has to refuse them by itself. */
const MAX_SOCKETS = 4_000;
/** What was not answered so long after the last was sent has not been served. */
const GRACE_MS = 15_000;

answerParent({ load: send });
process.once('disconnect', () => process.exit());

interface Caller {
  socket: Socket;
  answer: string;
  index: number;
  sent_ms: number;
}

async function send({ port, perSecond, from, kinds, requests, expected }: OpenLoad): Promise<OpenLoadFigures> {
  const ready = requests.map((request) => Buffer.from(request));
  const idle: Caller[] = [];
  const all = new Set<Caller>();
  const served = expected.map(() => 0);
  const latencies_ms: number[] = [];
  let [next, answered, unsent] = [0, 0, 0];
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();

  let [measured_ms, ended_ms] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];

  const note = (caller: Caller): void => {
    const answered_ms = performance.now();
    const kind = kinds[caller.index]!;
    // What is answered when no more comes was not served beside what comes.
    if (answered_ms < ended_ms && answered_ms >= measured_ms && caller.answer.includes(expected[kind]!)) {
      served[kind]! += 1;
      latencies_ms.push(answered_ms - caller.sent_ms);
    }
    answered += 1;
    if (answered === ready.length) finish();
  };

  const open = (): Caller => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const caller: Caller = { socket, answer: '', index: -1, sent_ms: 0 };
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      caller.answer += chunk;
      if (!isWhole(caller.answer)) return;
      note(caller);
      caller.index = -1;
      idle.push(caller);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      all.delete(caller);
      const at = idle.indexOf(caller);
      if (at !== -1) idle.splice(at, 1);
      if (caller.index !== -1) note(caller);
    });
    all.add(caller);
    return caller;
  };

  const sendNext = (): void => {
    const caller = idle.pop() ?? (all.size < MAX_SOCKETS ? open() : null);
    const index = next++;
    if (!caller) {
      unsent += 1;
      answered += 1;
      return;
    }
    Object.assign(caller, { answer: '', index, sent_ms: performance.now() });
    caller.socket.write(ready[index]!);
  };

  const began_ms = performance.now();
  const ticking = setInterval(() => {
    const due = Math.min(ready.length, Math.floor(((performance.now() - began_ms) * perSecond) / 1_000));
    while (next < due) {
      if (next === from) measured_ms = performance.now();
      sendNext();
    }
    if (next === ready.length) {
      ended_ms = performance.now();
      clearInterval(ticking);
    }
    if (answered === ready.length) finish();
  }, TICK_MS);
  const sentAll_ms = (ready.length / perSecond) * 1_000;
  const timeout = setTimeout(finish, sentAll_ms + GRACE_MS);
  await done;
  clearTimeout(timeout);
  clearInterval(ticking);
  const seconds = (ended_ms - measured_ms) / 1_000;
  for (const { socket } of all) {
    socket.removeAllListeners('close');
    socket.destroy();
  }
  latencies_ms.sort((one, other) => one - other);
  return { seconds, served, unsent, p99_ms: latencies_ms[Math.floor((latencies_ms.length - 1) * 0.99)] ?? 0 };
}
