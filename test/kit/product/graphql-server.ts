import type { GraphQLSchema } from 'graphql';
import { loadConfig } from '../../../src/config.ts';
import { createIdentityService, type IdentityService } from '../../../src/modules/identity/identity.service.ts';
import { createClientAddress } from '../../../src/platform/http/client-address.ts';
import { createOriginRule } from '../../../src/platform/http/origin-rule.ts';
import { createHttpServer } from '../../../src/platform/http/server.ts';
import type { LoadGate } from '../../../src/platform/load/load-gate.ts';
import { createLogger, type Logger } from '../../../src/platform/observability/logger.ts';
import type { Services } from '../../../src/schema/context.ts';
import { createGraphqlServer } from '../../../src/server/graphql-server.ts';
import type { SocketLimitSettings, SocketRefusal } from '../../../src/server/limits/socket-limits.ts';
import type { SubscriptionLimitSettings, SubscriptionRefusal } from '../../../src/server/limits/subscription-limits.ts';
import { NO_REVOCATIONS } from './no-revocations.ts';

export interface TestGraphqlServer extends AsyncDisposable {
  readonly url: string;
  readonly identity: IdentityService;
  /** A token of this server's own for that role. */
  tokenFor(role: 'customer' | 'organiser'): Promise<string>;
  /** Stops it as the app does: sockets first, then the HTTP server. Idempotent. */
  stop(): Promise<void>;
  /** Why sockets were refused or closed, in order. */
  readonly refused: readonly SocketRefusal[];
  /** Why subscriptions were refused, in order. */
  readonly refusedSubscriptions: readonly SubscriptionRefusal[];
  /** What runs for subscriptions. */
  subscriptionUnits(): number;
  /** Open sockets. */
  socketCount(): number;
}

export interface TestGraphqlServerOptions {
  schema: GraphQLSchema;
  logger?: Logger;
  demoShowId?: string;
  /** Default: any. */
  allowedOrigins?: string[];
  /** Over the defaults. */
  socketLimits?: Partial<SocketLimitSettings>;
  /** Over the defaults. */
  subscriptionLimits?: Partial<SubscriptionLimitSettings>;
  /** Default 0. */
  trustedProxies?: number;
  /** Beside the identity service; none by default. */
  services?: Partial<Services>;
  /** Default: none. */
  gate?: LoadGate;
}

/** The real GraphQL server on a free loopback port, over any schema, without a database. */
export async function startTestGraphqlServer({
  schema,
  demoShowId,
  allowedOrigins = ['*'],
  socketLimits = {},
  subscriptionLimits = {},
  trustedProxies = 0,
  ...given
}: TestGraphqlServerOptions): Promise<TestGraphqlServer> {
  const logger = given.logger ?? createLogger({ level: 'silent', nodeId: 'test' });
  const noDatabase = { query: () => Promise.reject(new Error('This test has no database.')) };
  const auth = { jwtSecret: 'a secret of thirty-two characters', jwksUrl: null, issuer: null, audience: null };
  const identity = createIdentityService({ database: noDatabase, auth, revocations: NO_REVOCATIONS, logger });
  const services = { ...given.services, identity } as Services; // The test's schema uses no other.
  const refused: SocketRefusal[] = [];
  const refusedSubscriptions: SubscriptionRefusal[] = [];
  const graphql = createGraphqlServer({
    services,
    schema,
    logger,
    ...(given.gate ? { gate: given.gate } : {}),
    demoShowId: demoShowId ?? null,
    sockets: {
      settings: { ...loadConfig({}).sockets.limits, ...socketLimits },
      mayAsk: createOriginRule({ allowedOrigins, publicUrl: null }),
      addressOf: createClientAddress(trustedProxies),
      onRefused: (reason) => refused.push(reason),
    },
    subscriptions: {
      settings: { ...loadConfig({}).subscriptions, ...subscriptionLimits },
      onRefused: (reason) => refusedSubscriptions.push(reason),
    },
  });
  const { route, upgrade } = graphql;
  const server = createHttpServer({ host: '127.0.0.1', port: 0, routes: [route], upgrades: [upgrade], logger });
  const { port } = await server.start();
  const stop = async () => {
    server.announceStop();
    await graphql.stop();
    await server.stop();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    identity,
    refused,
    refusedSubscriptions,
    subscriptionUnits: graphql.subscriptionUnits,
    socketCount: graphql.socketCount,
    async tokenFor(role) {
      const issued = await identity.issueToken({ id: `${role}-1`, role, email: null, ttl_ms: 60_000 });
      return issued.token;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
