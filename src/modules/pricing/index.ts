import type { ModuleManifest } from '../manifest.ts';
import './money.schema.ts';
import './price-line.schema.ts';
import './pricing.schema.ts';

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    tickettype: true;
    fee: true;
  }
}

export const pricingModule = {} as const satisfies ModuleManifest;
