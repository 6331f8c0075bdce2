import type { GraphQLSchema } from 'graphql';
import type { LoadGate } from '../platform/load/load-gate.ts';
import type { FairTurns } from '../platform/turns/fair-turns.ts';
import type { Services } from '../schema/context.ts';
import type { Documents } from './documents/documents.ts';
import type { ReadingBudget } from './limits/reading-budget.ts';
import type { SocketLimits } from './limits/socket-limits.ts';
import type { MaskError } from './mask-error.ts';
import type { OwnSubscriptions } from './own-subscriptions.ts';
import type { SharedSubscriptions } from './sharing/shared-subscriptions.ts';

/** What operations of all transports have in common: one of each on a node. */
export interface Pipeline {
  readonly schema: GraphQLSchema;
  /** What stands before all that is done for an operation. */
  readonly gate: LoadGate;
  readonly services: Services;
  readonly documents: Documents;
  readonly reading: ReadingBudget;
  readonly fair: FairTurns;
  /** Who may open a connection that stays, how many and how often. */
  readonly limits: SocketLimits;
  readonly shared: SharedSubscriptions;
  readonly own: OwnSubscriptions;
  readonly maskError: MaskError;
}
