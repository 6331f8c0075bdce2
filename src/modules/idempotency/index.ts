import type { ModuleManifest } from '../manifest.ts';
import { createIdempotency, type Idempotency } from './idempotency.ts';

declare module '../manifest.ts' {
  interface Components {
    idempotency: Idempotency;
  }
}

export const idempotencyModule = {
  components: {
    idempotency: ({ database, declared, keyAllowance, config }) =>
      createIdempotency(database, declared.storableErrors, {
        keysPerCaller: config.idempotency.keysPerCaller,
        allowance: keyAllowance,
      }),
  },
  housekeeping: {
    'idempotency keys':
      ({ idempotency }) =>
      () =>
        idempotency.prune(),
  },
} as const satisfies ModuleManifest;
