import type { AlternativesService } from './alternatives.ts';
import type { SeatBlockingService } from './seat-blocking.service.ts';
import './seat-map.schema.ts';
import type { SeatMapService } from './seat-map.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    seatMap: SeatMapService;
    seatBlocking: SeatBlockingService;
    alternatives: AlternativesService;
  }
}
