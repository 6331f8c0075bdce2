import { currentCause } from '../observability/tracing.ts';
import { type Batcher, createWaitingRoom, type RunBatch, settle, type Waiting } from './batcher.ts';

export interface TurnBatcherOptions<Item, Result> {
  /** The most that the items of one run weigh together; one that weighs more by itself runs alone. */
  maxWeight: number;
  weigh(item: Item): number;
  run: RunBatch<Item, Result>;
  /** How many may be gathered or under way, of all keys; further ones are refused. Default 10,000. */
  maxWaiting?: number;
}

interface Gathering<Item, Result> {
  items: Waiting<Item, Result>[];
  weight: number;
}

/**
 * Lets what is submitted in one turn of the event loop share a round trip. Other than those of `createBatcher`, runs of a
 * key may overlap, so that nothing waits for an answer to others: for what takes its time on the way rather than at its end.
 */
export function createTurnBatcher<Item, Result>(options: TurnBatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { maxWeight, weigh, run } = options;
  const room = createWaitingRoom(options.maxWaiting);
  const gatherings = new Map<string, Gathering<Item, Result>>();

  function runGathered(key: string, gathering: Gathering<Item, Result>): void {
    // A full one has gone already, and another may be in its place.
    if (gatherings.get(key) !== gathering) return;
    gatherings.delete(key);
    void settle(gathering.items, (items) => run(key, items)).then(() => room.leave(gathering.items.length));
  }

  function gather(key: string, waiting: Waiting<Item, Result>): void {
    const weight = weigh(waiting.item);
    let gathering = gatherings.get(key);
    if (gathering && gathering.weight + weight > maxWeight) {
      runGathered(key, gathering);
      gathering = undefined;
    }
    if (!gathering) {
      gathering = { items: [], weight: 0 };
      gatherings.set(key, gathering);
      setImmediate(runGathered, key, gathering);
    }
    gathering.items.push(waiting);
    gathering.weight += weight;
    if (gathering.weight >= maxWeight) runGathered(key, gathering);
  }

  return {
    submit(key, item) {
      return new Promise((resolve, reject) => {
        room.enter();
        gather(key, { item, resolve, reject, cause: currentCause() });
      });
    },
  };
}
