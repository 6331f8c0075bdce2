import type { ModuleManifest } from '../manifest.ts';

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    event: true;
  }
}

export const eventsModule: ModuleManifest = {};
