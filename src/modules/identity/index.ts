import './identity.schema.ts';
import type { IdentityService } from './identity.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    identity: IdentityService;
  }
}
