import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import './ledger.schema.ts';
import { createLedgerService, type LedgerService } from './ledger.service.ts';
import { createLedgerFilesRoute } from './ledger-files-route.ts';

declare module '../../schema/context.ts' {
  interface Services {
    ledger: LedgerService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    ledger: LedgerService;
  }
}

export const ledgerModule = {
  components: {
    ledger: ({ database }) => createLedgerService({ database }),
  },
  services: {
    ledger: ({ ledger, logger }) => withTypedOutages(ledger, logger),
  },
  routes: [
    {
      method: 'GET',
      path: '/shows/{show}/statement.csv',
      handler: ({ database, identity, ledger, shows }) =>
        createLedgerFilesRoute('statement', { database, identity, ledger, shows }),
    },
    {
      method: 'GET',
      path: '/shows/{show}/ledger.csv',
      handler: ({ database, identity, ledger, shows }) =>
        createLedgerFilesRoute('ledger', { database, identity, ledger, shows }),
    },
  ],
} as const satisfies ModuleManifest;
