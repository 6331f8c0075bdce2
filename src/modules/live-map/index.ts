import type { ModuleManifest } from '../manifest.ts';
import './live-map.schema.ts';
import type { LiveMapService } from './live-map.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    liveMap: LiveMapService;
  }
}

export const liveMapModule: ModuleManifest = {};
