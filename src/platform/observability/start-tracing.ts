import type { TracingOptions } from './tracing-sdk.ts';

/** Registered for the process, whose nodes (tests have several) share it. */
let users = 0;
let registered: Promise<() => Promise<void>> | null = null;

/** Begins to trace, as the settings say. Returns what ends it, once the last spans are sent; for the last who has begun. */
export async function startTracing(options: TracingOptions): Promise<() => Promise<void>> {
  users += 1;
  registered ??= import('./tracing-sdk.ts').then(({ registerTracing }) => registerTracing(options));
  const end = await registered;
  return async () => {
    users -= 1;
    if (users > 0) return;
    registered = null;
    await end();
  };
}
