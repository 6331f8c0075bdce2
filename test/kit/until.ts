import type { TestSubscription } from './client.ts';

/**
 * The first event that is it. What comes before is let go: a subscription tells how things are, not each step, and may
 * say the same twice.
 */
export async function until<Data>(subscription: TestSubscription<Data>, isIt: (event: Data) => boolean): Promise<Data> {
  for (;;) {
    const event = await subscription.next();
    if (isIt(event)) return event;
  }
}
