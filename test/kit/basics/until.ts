import type { SeatMap } from '../../../packages/client/src/seat-map.ts';
import type { TestSubscription } from '../callers/client.ts';

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

/** Resolves once the client's map is so: now, or after one of its changes. */
export function untilMap(map: SeatMap, isSo: (map: SeatMap) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo(map)) return;
      end();
      resolve();
    };
    const end = map.subscribe(look);
    look();
  });
}
