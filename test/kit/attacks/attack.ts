import type { Attacker } from './attacker.ts';

/** One way of bringing a node down, or of making it slow for everybody else. */
export interface Attack {
  name: string;
  /** What it tries, in a few words. */
  about: string;
  /**
   * By which words some of its operations are refused before they are executed, on purpose: where any of its first answers
   * refuses one by others, it attacks something else than it says, or nothing.
   */
  refusedBy?: RegExp;
  /** Goes on until the signal aborts. Whatever the node answers is fine with it. */
  run(attacker: Attacker, until: AbortSignal): Promise<void>;
}

/** Does the same again and again, so many at a time, until the signal aborts. A failure is as good as an answer. */
export async function again(
  until: AbortSignal,
  atOnce: number,
  work: (turn: number) => Promise<unknown>,
): Promise<void> {
  let turn = 0;
  const worker = async (): Promise<void> => {
    while (!until.aborted) {
      turn += 1;
      await work(turn).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Resolves when the signal aborts. */
export function untilOver(until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (until.aborted) resolve();
    else until.addEventListener('abort', () => resolve(), { once: true });
  });
}
