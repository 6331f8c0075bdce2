import type { ModuleManifest } from '../manifest.ts';
import type { AlternativesService } from './alternatives.ts';
import type { SeatBlockingService } from './seat-blocking.service.ts';
import { SeatsUnavailableError } from './seat-map.errors.ts';
import './seat.schema.ts';
import './seat-blocking.schema.ts';
import './seat-map.schema.ts';
import './seats-unavailable.schema.ts';
import type { SeatMapService } from './seat-map.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    seatMap: SeatMapService;
    seatBlocking: SeatBlockingService;
    alternatives: AlternativesService;
  }
}

export const seatMapModule: ModuleManifest = {
  errorCodes: {
    SEATS_UNAVAILABLE: 'Some of the seats are unavailable.',
  },
  storableErrors: [SeatsUnavailableError],
};
