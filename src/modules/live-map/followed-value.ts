import { pullStream, STREAM_DONE } from '../../platform/streaming/pull-stream.ts';
import type { FollowedRow } from './followed-rows.ts';
import type { LiveMapHub } from './live-map-hub.ts';

export interface FollowedValueOptions<T> {
  /** Null: there is none any more. */
  load(): Promise<T | null>;
  /** Whether nothing comes after it. */
  isLast(value: T): boolean;
}

/** A lock or booking now, and after each change of it that the hub tells of. */
export function followedValue<T>(
  hub: Pick<LiveMapHub, 'notifier' | 'rows'>,
  id: string,
  { load, isLast }: FollowedValueOptions<T>,
): AsyncIterableIterator<T> {
  let isNews = true;
  let isOver = false;
  let row: FollowedRow | null = null;
  return pullStream<T>({
    onChange(listener) {
      const news = (): void => {
        isNews = true;
        listener();
      };
      row = hub.rows.follow(id, news);
      return hub.notifier.listen(id, news);
    },
    release: () => row?.leave(),
    async next() {
      if (isOver) return STREAM_DONE;
      if (!isNews) return null;
      isNews = false;
      await row?.expectNews();
      const value = await load();
      if (value === null) return STREAM_DONE;
      isOver = isLast(value);
      return value;
    },
  });
}
