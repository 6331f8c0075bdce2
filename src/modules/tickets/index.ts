import type { ModuleManifest } from '../manifest.ts';
import { ticketQrRoute } from './ticket-qr-route.ts';
import './tickets.schema.ts';

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    ticket: true;
  }
}

export const ticketsModule = {
  routes: [{ method: 'GET', path: '/tickets/{file}', handler: () => ticketQrRoute }],
} as const satisfies ModuleManifest;
