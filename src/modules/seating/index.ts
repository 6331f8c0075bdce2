import './seating.schema.ts';
import type { SeatingService } from './seating.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    seating: SeatingService;
  }
}
