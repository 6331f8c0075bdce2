import { newId } from '../../platform/ids.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { makeOnce } from '../idempotency/make-once.ts';
import type { ImportSeatingPlanInput, SeatingPlan, SeatingService } from './seating.service.ts';

export interface PlanImportsService {
  /** As `SeatingService.importSeatingPlan`, once for the caller's key. Throws IdempotencyConflictError, too. */
  importSeatingPlan(
    principal: Principal,
    input: ImportSeatingPlanInput & { idempotencyKey?: string | null | undefined },
  ): Promise<SeatingPlan>;
}

export interface PlanImportsDeps {
  seating: Pick<SeatingService, 'readImport' | 'storeImport' | 'getPlanMeta'>;
  idempotency: Idempotency;
}

export function createPlanImportsService({ seating, idempotency }: PlanImportsDeps): PlanImportsService {
  return {
    async importSeatingPlan(principal, { idempotencyKey: key, ...input }) {
      const read = await seating.readImport(principal, input);
      const id = await makeOnce(idempotency, {
        ...{ principal, operation: 'importSeatingPlan', key, newId: () => newId('plan') },
        // Of the plan its hash: it may have 50 MB.
        input: { venue: input.venue, plan: read.hash },
        isMade: async (planId) => (await seating.getPlanMeta(planId)) !== null,
        make: async (planId) => void (await seating.storeImport(read, planId)),
      });
      return (await seating.getPlanMeta(id))!;
    },
  };
}
