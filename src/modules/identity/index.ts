import type { ModuleManifest } from '../manifest.ts';
import './identity.schema.ts';
import type { IdentityService } from './identity.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    identity: IdentityService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    guest: true;
  }
}

export const identityModule: ModuleManifest = {};
