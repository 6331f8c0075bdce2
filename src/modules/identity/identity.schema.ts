import { GraphQLError } from 'graphql';
import { builder, callerOf } from '../../schema/builder.ts';
import { OF_LOCKING, OF_MAPS } from '../../schema/importance.ts';
import { decideRights } from '../../schema/rights.ts';
import type { Principal } from '../../shared/principal.ts';
import { PROOF, PROOF_DESCRIPTION } from '../proofs/proof-input.schema.ts';
import { InvalidTokenError } from './identity.errors.ts';
import type { GuestSession } from './identity.service.ts';
import { can } from './rights.ts';

decideRights((caller, right) => can(caller, right, null));

const RoleRef = builder.enumType('Role', {
  description: 'Role of a caller.',
  values: {
    CUSTOMER: { value: 'customer', description: 'Buys seats; has access to their own locks and bookings.' },
    ORGANISER: {
      value: 'organiser',
      description: 'Makes shows, manages them, and has access to their locks and bookings.',
    },
    ADMIN: { value: 'admin', description: 'Has the rights of every organiser.' },
  } as const,
});

/** Other modules add their fields to it: bookings, activeLocks. */
export const ViewerRef = builder.objectRef<Principal>('Viewer').implement({
  description: 'The caller.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The caller's id: the subject of the token, or `guest_…` for a guest." }),
    role: t.expose('role', { type: RoleRef, description: 'Role of the caller.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: "The caller's e-mail address, if the token has one.",
    }),
  }),
});

const GuestSessionRef = builder.objectRef<GuestSession>('GuestSession').implement({
  description: 'A session of a buyer without an account.',
  fields: (t) => ({
    token: t.exposeString('token', { description: 'The token, to be sent as `Authorization: Bearer <token>`.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When the token expires.' }),
    viewer: t.field({ type: ViewerRef, description: 'The guest.', resolve: (session) => session.principal }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    extensions: OF_LOCKING,
    description: 'The caller, as the server knows them from the token.',
    authScopes: { authenticated: true },
    resolve: (_root, _args, context) => callerOf(context),
  }),
);

builder.mutationField('renewGuestSession', (t) =>
  t.field({
    type: GuestSessionRef,
    description:
      'Issues a new token to the guest whose token the request carries: a valid one or, over HTTP, one that expired at most 30 days ago. The guest keeps their locks and bookings. The result is not a union: a token that can not be renewed is answered with a GraphQL error with the code UNAUTHENTICATED.',
    authScopes: { public: true },
    resolve: async (_root, _args, { services, principal, expired }) => {
      try {
        return await services.identity.renewGuestSession(principal, expired);
      } catch (error) {
        if (!(error instanceof InvalidTokenError)) throw error;
        throw new GraphQLError(error.message, { extensions: { code: 'UNAUTHENTICATED' } });
      }
    },
  }),
);

const StartGuestSessionInputRef = builder.inputType('StartGuestSessionInput', {
  description: 'What a guest session is begun with.',
  fields: (t) => ({ proof: t.string({ bounds: PROOF, description: PROOF_DESCRIPTION }) }),
});

builder.mutationField('startGuestSession', (t) =>
  t.field({
    type: GuestSessionRef,
    // Whoever comes anew.
    extensions: OF_MAPS,
    description:
      'Issues a token to a buyer without an account. The result is not a union: too many sessions from one network address are answered with a GraphQL error with the code RATE_LIMITED and `retryAfterSeconds`. Where a session costs a proof of work, the error has the code PROOF_REQUIRED and a `challenge` with the fields of ProofChallenge.',
    authScopes: { public: true },
    args: {
      input: t.arg({ type: StartGuestSessionInputRef, description: 'A proof of work, where one is asked for.' }),
    },
    resolve: (_root, { input }, { services, address }) => services.identity.startGuestSession(address, input?.proof),
  }),
);
