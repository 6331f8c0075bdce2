import type { ModuleManifest } from '../manifest.ts';
import { mailFolder } from '../notifications/mail-folder.ts';
import { createCustomerData } from './customer-data.ts';

export const privacyModule = {
  housekeeping: {
    'customer data'({ database, config }) {
      const data = createCustomerData({ database, mailFolder: mailFolder(config), retention: config.retention });
      return () => data.prune();
    },
  },
} as const satisfies ModuleManifest;
