import type { ConsumedRecord, ConsumeOptions } from './event-log.ts';

/** A consumer both of whose handlers run inside of `around`, which is told what they are handed: one record, or several that are taken together. */
export function aroundHandling(
  { handle, together, ...options }: ConsumeOptions,
  around: (records: readonly ConsumedRecord[], work: () => Promise<void>) => Promise<void>,
): ConsumeOptions {
  return {
    ...options,
    handle: (record) => around([record], () => handle(record)),
    together: together && {
      ...together,
      handle: (records) => around(records, () => together.handle(records)),
    },
  };
}
