import { createReports, type Reports } from '../../platform/observability/reports.ts';
import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { type BestAvailableService, createBestAvailableService } from './best-available.service.ts';
import type { ChoiceOutcome } from './best-seats-holder.ts';
import { NotEnoughSeatsError } from './selection.errors.ts';
import './selection.schema.ts';

declare module '../../schema/context.ts' {
  interface Services {
    bestAvailable: BestAvailableService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    /** What became of seats that were chosen for buyers. */
    choiceReports: Reports<ChoiceOutcome>;
  }
}

export const selectionModule = {
  errorCodes: {
    NOT_ENOUGH_SEATS: 'Fewer seats are available than were asked for.',
  },
  storableErrors: [NotEnoughSeatsError],
  components: {
    choiceReports: () => createReports<ChoiceOutcome>(),
  },
  services: {
    bestAvailable: ({ shows, seatMap, hub, locks, store, logger, choiceReports: reports }) =>
      withTypedOutages(createBestAvailableService({ shows, seatMap, hub, locks, store, logger, reports }), logger),
  },
  metrics(metrics, { choiceReports }) {
    choiceReports.listen(
      metrics.counter(
        'best_seats_total',
        'Best seats that were chosen for a buyer, by what became of them.',
        'outcome',
      ),
    );
  },
} as const satisfies ModuleManifest;
