import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { createPlanImportsService, type PlanImportsService } from './plan-imports.service.ts';
import { createPlanRoute } from './plan-route.ts';
import './seating.schema.ts';
import './seating-plans.schema.ts';
import './area.schema.ts';
import { createSeatingService, type SeatingService } from './seating.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    seating: SeatingService;
    planImports: PlanImportsService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    seating: SeatingService;
    planImports: PlanImportsService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    venue: true;
    plan: true;
  }
}

export const seatingModule = {
  components: {
    seating({ database, history }) {
      const seating = createSeatingService({ database });
      history.onNewEpoch(() => seating.renew());
      return seating;
    },
    planImports: ({ seating, idempotency }) => createPlanImportsService({ seating, idempotency }),
  },
  services: {
    seating: ({ seating, logger }) => withTypedOutages(seating, logger),
    planImports: ({ planImports, logger }) => withTypedOutages(planImports, logger),
  },
  runs: [
    {
      name: 'plans of earlier releases',
      on: 'every node',
      stage: 'data',
      start: ({ seating }) => seating.completePlans(),
    },
  ],
  routes: [
    {
      method: 'GET',
      path: '/plans/{planId}.json',
      handler: ({ seating, logger }) => createPlanRoute(withTypedOutages(seating, logger)),
    },
  ],
} as const satisfies ModuleManifest;
