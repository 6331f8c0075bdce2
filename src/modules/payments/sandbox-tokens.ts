import type { PendingReason } from './payment-provider.ts';

/** What becomes of a charge of the sandbox. */
export interface Script {
  outcome: 'SUCCEEDED' | 'FAILED';
  failureCode?: string;
  /** When it is decided: with the answer, some time after we gave up waiting for one, a moment later, or after the hold's end. */
  settles: 'at once' | 'after time-out' | 'a moment later' | 'after hold';
  /** What it waits for until then. */
  pendingReason?: PendingReason;
  webhooks: number;
  /** Default: its refunds succeed. FAIL_FIRST: the first is refused; REVERSE_FIRST: it comes back later. Others succeed. */
  refunds?: 'FAIL_FIRST' | 'REVERSE_FIRST';
  /** The buyer has the bank contest it, a moment later: how the dispute stands from then on. */
  disputed?: 'NEEDS_RESPONSE' | 'WON' | 'LOST';
}

const SUCCESS = { outcome: 'SUCCEEDED', settles: 'at once', webhooks: 0 } as const;

/** As if the buyer had confirmed it in the provider's form, or in the bank's app. */
export const SESSION_SCRIPT: Script = {
  outcome: 'SUCCEEDED',
  settles: 'a moment later',
  pendingReason: 'REQUIRES_ACTION',
  webhooks: 1,
};

/** The test tokens and what becomes of a charge with each. */
export const SCRIPTS: ReadonlyMap<string, Script> = new Map<string, Script>([
  ['tok_ok', SUCCESS],
  ['tok_declined', { outcome: 'FAILED', failureCode: 'card_declined', settles: 'at once', webhooks: 0 }],
  ['tok_insufficient_funds', { outcome: 'FAILED', failureCode: 'insufficient_funds', settles: 'at once', webhooks: 0 }],
  ['tok_timeout', { outcome: 'SUCCEEDED', settles: 'after time-out', webhooks: 1 }],
  ['tok_late', { outcome: 'SUCCEEDED', settles: 'after hold', webhooks: 1 }],
  ['tok_twice', { ...SUCCESS, webhooks: 2 }],
  ['tok_requires_action', SESSION_SCRIPT],
  ['tok_processing', { outcome: 'SUCCEEDED', settles: 'after hold', pendingReason: 'PROCESSING', webhooks: 1 }],
  [
    'tok_processing_fails',
    {
      outcome: 'FAILED',
      failureCode: 'debit_not_authorized',
      settles: 'after hold',
      pendingReason: 'PROCESSING',
      webhooks: 1,
    },
  ],
  ['tok_refund_fails', { ...SUCCESS, refunds: 'FAIL_FIRST' }],
  ['tok_refund_reversed', { ...SUCCESS, refunds: 'REVERSE_FIRST' }],
  ['tok_disputed', { ...SUCCESS, disputed: 'NEEDS_RESPONSE' }],
  ['tok_dispute_won', { ...SUCCESS, disputed: 'WON' }],
  ['tok_dispute_lost', { ...SUCCESS, disputed: 'LOST' }],
]);

/** Whether it is one of the sandbox's test tokens. */
export function isSandboxToken(token: string): boolean {
  return SCRIPTS.has(token);
}
