import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import './sandbox.schema.ts';
import { createSandboxService, type SandboxService } from './sandbox.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    sandbox: SandboxService;
  }
}

export const sandboxModule = {
  services: {
    sandbox: (available) => {
      const { logger, declared } = available;
      return withTypedOutages(createSandboxService(available, declared.effects), logger);
    },
  },
} as const satisfies ModuleManifest;
