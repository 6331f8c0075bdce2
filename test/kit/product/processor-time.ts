/** Processor time that this thread has used, in ms: unlike a clock it does not go on while others have the processor. */
export function threadTime_ms(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

const LOOK_EVERY_MS = 2;

/**
 * The longest that this thread, which is the app's as well, has worked at a stretch while that ran, with a look every 2 ms in
 * between: in processor time, since what else the machine does is not its work.
 */
export async function longestStretch_ms(run: () => Promise<unknown>): Promise<number> {
  let longest_ms = 0;
  let before_ms = threadTime_ms();
  const look = () => {
    const now_ms = threadTime_ms();
    longest_ms = Math.max(longest_ms, now_ms - before_ms);
    before_ms = now_ms;
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  try {
    await run();
  } finally {
    clearInterval(looking);
    look();
  }
  return longest_ms;
}
