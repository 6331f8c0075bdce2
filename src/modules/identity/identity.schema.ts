import { GraphQLError } from 'graphql';
import { builder, callerOf } from '../../graphql/builder.ts';
import { InvalidTokenError } from './identity.errors.ts';
import type { GuestSession } from './identity.service.ts';
import type { Principal } from './principal.ts';

const RoleRef = builder.enumType('Role', {
  description: 'What a caller may do.',
  values: {
    CUSTOMER: { value: 'customer', description: 'Buys seats; sees their own locks and bookings.' },
    ORGANISER: { value: 'organiser', description: 'Runs shows; sees every lock and booking.' },
    ADMIN: { value: 'admin', description: 'May do everything.' },
  } as const,
});

/** Other modules add their fields to it: bookings, activeLocks. */
export const ViewerRef = builder.objectRef<Principal>('Viewer').implement({
  description: 'The caller.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The caller's id: the token's subject; `guest_…` for guests." }),
    role: t.expose('role', { type: RoleRef, description: 'What the caller may do.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: "The caller's e-mail address, when the token has one.",
    }),
  }),
});

const GuestSessionRef = builder.objectRef<GuestSession>('GuestSession').implement({
  description: 'A session of a buyer without an account.',
  fields: (t) => ({
    token: t.exposeString('token', { description: 'To be sent as `Authorization: Bearer <token>`.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the token is good.' }),
    viewer: t.field({ type: ViewerRef, description: 'Whose token it is.', resolve: (session) => session.principal }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    description: 'Who am I?',
    authScopes: { authenticated: true },
    resolve: (_root, _args, context) => callerOf(context),
  }),
);

builder.mutationField('renewGuestSession', (t) =>
  t.field({
    type: GuestSessionRef,
    description:
      'Makes a new token for the guest whose token the request carries: good, or (over HTTP) expired for no more than 30 days. Locks and bookings stay theirs. Its result is no union: a token that can not be renewed gets an error with the code UNAUTHENTICATED.',
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

builder.mutationField('startGuestSession', (t) =>
  t.field({
    type: GuestSessionRef,
    description:
      'Makes a token for a buyer without an account. Its result is no union: who begins too many from one network address gets an error with the code RATE_LIMITED and `retryAfterSeconds`.',
    authScopes: { public: true },
    resolve: (_root, _args, { services, address }) => services.identity.startGuestSession(address),
  }),
);
