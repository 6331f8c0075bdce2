import type { ModuleManifest } from '../manifest.ts';
import './seating.schema.ts';
import type { SeatingService } from './seating.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    seating: SeatingService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    venue: true;
    plan: true;
  }
}

export const seatingModule: ModuleManifest = {};
