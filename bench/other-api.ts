/**
 * A program with a node's settings that serves the box office's own services in another way, as API=plain or mercurius says: without GraphQL,
 * as plainly as node:http can, or by Mercurius with compiled execution. A node with ROLE=worker does the rest.
 */
import { createServer, type IncomingMessage } from 'node:http';
import fastify, { type FastifyRequest } from 'fastify';
import mercurius from 'mercurius';
import { openParts } from '../src/app/parts.ts';
import { createSchema } from '../src/app/schema.ts';
import { createBoxOffice } from '../src/app/services.ts';
import { startStage } from '../src/app/stages.ts';
import { loadConfig } from '../src/config.ts';
import { createReleaseStack } from '../src/platform/processes/release-stack.ts';
import type { Services } from '../src/schema/context.ts';
import type { Principal } from '../src/shared/principal.ts';
import { logger } from './logger.ts';

const config = loadConfig(process.env);
const stack = createReleaseStack(logger);
const parts = await openParts(config, logger, stack);
const office = await createBoxOffice(config, logger, parts);
const { services } = office;
for (const stage of ['history', 'data', 'before consumers', 'after consumers'] as const) {
  await startStage(stage, { office, stack });
}
await (process.env.API === 'mercurius' ? serveMercurius() : servePlain());
process.once('SIGTERM', async () => {
  await stack.unwind();
  process.exit();
});

async function principalOf(authorization: string | undefined): Promise<Principal> {
  const session = await services.identity.authenticateSession(authorization);
  if (!session) throw new Error('There is no token.');
  return session.principal;
}

async function serveMercurius(): Promise<void> {
  const server = fastify({ logger: false });
  await server.register(mercurius, {
    schema: createSchema(config.graphql),
    jit: 1,
    graphiql: false,
    context: async ({ headers, ip }: FastifyRequest) => ({
      principal: await principalOf(headers.authorization),
      requestId: 'bench',
      address: ip,
      services,
    }),
  } as never);
  server.get('/ready', async () => 'ready');
  stack.push('mercurius', () => server.close());
  await server.listen({ host: config.http.host, port: config.http.port });
}

/** What the operations of p10-graphql.ts ask for, by their names. */
const CALLS: Record<string, (services: Services, caller: Principal, variables: never) => Promise<unknown>> = {
  async LockSeats({ locks }, caller, { input }: { input: never }) {
    const { id, status, expiresAt, remaining_ms, total } = await locks.lockSeats(caller, input, '127.0.0.1');
    return {
      __typename: 'LockSeatsSuccess',
      id,
      status,
      expiresAt,
      remainingSeconds: Math.ceil(remaining_ms / 1_000),
      total,
    };
  },
  async CreateBooking({ bookings }, caller, { input }: { input: never }) {
    const context = { address: '127.0.0.1' } as never;
    const { id, reference, status, total } = await bookings.createBooking(caller, input, context);
    return { __typename: 'CreateBookingSuccess', id, reference, status, total };
  },
  async SparseMap({ shows, seatMap }, caller, { id }: { id: string }) {
    const show = await shows.getVisibleShow(caller, id);
    const { version, unavailable } = await seatMap.read(show!.id);
    return { version, unavailable };
  },
  async ShowById({ shows }, caller, { id }: { id: string }) {
    const { title, startsAt, status, currency } = (await shows.getVisibleShow(caller, id))!;
    return { id, title, startsAt, status, currency };
  },
};

async function servePlain(): Promise<void> {
  const server = createServer(async (request, response) => {
    if (request.url === '/ready') return response.end('ready');
    let body: string;
    try {
      const [caller, text] = await Promise.all([principalOf(request.headers.authorization), textOf(request)]);
      const { operationName, variables } = JSON.parse(text) as { operationName: string; variables: never };
      body = JSON.stringify(await CALLS[operationName]!(services, caller, variables));
    } catch (error) {
      body = JSON.stringify({ error: String(error) });
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    return response.end(body);
  });
  stack.push('http', () => new Promise<void>((resolve) => server.close(() => resolve())));
  server.listen(config.http.port, config.http.host);
}

function textOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => {
      text += piece;
    });
    request.on('end', () => resolve(text));
    request.on('error', reject);
  });
}
