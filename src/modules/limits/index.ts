import { createReports } from '../../platform/observability/reports.ts';
import type { KeyAllowance } from '../idempotency/key-allowance.ts';
import type { ModuleManifest } from '../manifest.ts';
import { type CallerLimits, createCallerLimits } from './caller-limits.ts';
import { createKeyAllowance } from './key-allowance.ts';
import type { LimitReports } from './limit-reports.ts';

declare module '../manifest.ts' {
  interface Components {
    limits: CallerLimits;
    keyAllowance: KeyAllowance;
    limitReports: LimitReports;
  }
}

export const limitsModule = {
  components: {
    limitReports: () => createReports(),
    limits: ({ limiter, store, config, limitReports }) =>
      createCallerLimits({
        limiter,
        holds: store,
        settings: config.limits,
        locks: config.locks,
        reports: limitReports,
      }),
    keyAllowance: ({ config, limitReports }) =>
      createKeyAllowance({ perMinute: config.limits.idempotencyKeysPerMinute, reports: limitReports }),
  },
  metrics(metrics, { limitReports }) {
    limitReports.listen(
      metrics.counter(
        'rate_limited_total',
        'What was refused, or mails not sent, for the limits of network addresses and recipients.',
        'limit',
      ),
    );
  },
} as const satisfies ModuleManifest;
