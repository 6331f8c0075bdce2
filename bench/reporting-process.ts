import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Nanoseconds on a clock that all processes of a machine share (CLOCK_MONOTONIC). */
export function nowNs(): number {
  return Number(process.hrtime.bigint());
}

export interface Memory {
  /** After garbage collection: the heap and what it holds outside. */
  heap_bytes: number;
  resident_bytes: number;
}

/** What this process holds once it has come to rest. Needs --expose-gc. */
export async function memoryPerSocket(): Promise<Memory> {
  let least: Memory | null = null;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    // The thorough one, that gives free pages back.
    await globalThis.gc!({ execution: 'async', type: 'major', flavor: 'last-resort' });
    await delay(100);
    const { heapUsed, external, rss } = process.memoryUsage();
    if (!least || heapUsed + external < least.heap_bytes) {
      least = { heap_bytes: heapUsed + external, resident_bytes: rss };
    }
  }
  return least!;
}

// biome-ignore lint/suspicious/noExplicitAny: each command has arguments of its own, checked where it is asked for.
type Commands = Record<string, (argument: any) => unknown>;

/** In a child process: answers what `ask` sends, one after the other as they come. */
export function answerParent(commands: Commands): void {
  process.on('message', async ({ id, command, argument }: { id: number; command: string; argument: unknown }) => {
    try {
      process.send!({ id, answer: await commands[command]!(argument) });
    } catch (error) {
      process.send!({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
}

let asked = 0;

/** Has a child process do something, and resolves with what it answers. Rejects when it fails or ends. */
export async function ask<Answer>(child: ChildProcess, command: string, argument?: unknown): Promise<Answer> {
  const id = ++asked;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onMessage = (message: { id?: number; answer?: Answer; error?: string }): void => {
    if (message.id !== id) return;
    if (message.error === undefined) resolve(message.answer as Answer);
    else reject(new Error(`${command}: ${message.error}`));
  };
  const onExit = (): void => reject(new Error(`${command}: the process ended.`));
  child.on('message', onMessage);
  child.once('exit', onExit);
  child.send({ id, command, argument });
  return await promise.finally(() => {
    child.off('message', onMessage);
    child.off('exit', onExit);
  });
}

/** Ends a child process that ends with its channel. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  await ended;
}
