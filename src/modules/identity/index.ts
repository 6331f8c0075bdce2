import { sharedSecret } from '../../platform/postgres/shared-secret.ts';
import type { ModuleManifest } from '../manifest.ts';
import { type BookingLinks, createBookingLinks } from './booking-links.ts';
import './identity.schema.ts';
import { createIdentityService, type IdentityService } from './identity.service.ts';
import { createTokenRevocations, type TokenRevocations } from './token-revocations.ts';

declare module '../../schema/context.ts' {
  interface Services {
    identity: IdentityService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    bookingLinks: BookingLinks;
    revocations: TokenRevocations;
    identity: IdentityService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    guest: true;
  }
}

export const identityModule = {
  opened: {
    bookingLinks: async ({ database }) => createBookingLinks(await sharedSecret(database, 'booking-links')),
    async revocations({ database, logger }) {
      const revocations = createTokenRevocations({ database, logger });
      await revocations.refresh();
      return revocations;
    },
  },
  components: {
    identity: ({ database, config, revocations, bookingLinks: links, logger, limits, proofs }) =>
      createIdentityService({ database, auth: config.auth, revocations, links, logger, limits, proofs }),
  },
  services: {
    identity: ({ identity }) => identity,
  },
  // What it refuses is what the node itself is asked.
  workers: [{ on: 'every node', worker: ({ revocations }) => revocations.worker }],
} as const satisfies ModuleManifest;
