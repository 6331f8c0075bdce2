import type { ModuleManifest } from '../manifest.ts';
import './tickets.schema.ts';

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    ticket: true;
  }
}

export const ticketsModule: ModuleManifest = {};
