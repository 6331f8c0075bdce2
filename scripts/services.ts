/**
 * `npm run services`: starts the real servers that the environment does not name, prints how to use them, stops them at
 * Ctrl-C. Settings go to standard output, everything else to standard error. Nothing that they store is kept.
 */
import { parseArgs } from 'node:util';
import { startKafka } from '../test/services/kafka.ts';
import { startPostgres } from '../test/services/postgres.ts';
import { startRedis } from '../test/services/redis.ts';
import type { RunningServer } from '../test/services/server-process.ts';
import { type ServiceName, ServiceUnavailable } from '../test/services/service-unavailable.ts';

interface Service {
  setting: string;
  start(): Promise<RunningServer>;
}

const SERVICES: Record<ServiceName, Service> = {
  postgres: { setting: 'DATABASE_URL', start: () => startPostgres({ keepsCommits: 'always' }) },
  redis: { setting: 'REDIS_URL', start: () => startRedis() },
  kafka: { setting: 'KAFKA_BROKERS', start: startKafka },
};

const USAGE = `Usage: npm run services [-- --only postgres,redis,kafka]

Starts real PostgreSQL, Redis and Kafka on free ports of this machine, prints the settings that make the product use
them, and stops them at Ctrl-C. Servers whose setting (DATABASE_URL, REDIS_URL, KAFKA_BROKERS) is there already are left
out. What can't be started is named with the reason; with --only that ends the command with exit code 1.`;

const TWO_NODES = `
Two nodes on them: paste the lines above into two terminals, then
  PORT=4001 npm start          and          PORT=4002 npm start

Ctrl-C here stops the servers; what they store is not kept.`;

const PARENT_CHECK_MS = 1_000;

/** Resolved with the exit code when it is time to stop. */
const stopped = Promise.withResolvers<number>();
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.resolve(0));
// npm that is killed takes nobody with it: notice that it is gone. Without npm, outliving the parent is normal.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid !== parent && stopped.resolve(0), PARENT_CHECK_MS).unref();
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { only, help, problem } = readArguments();
  if (help || problem) {
    say(problem ? `${problem}\n\n${USAGE}` : USAGE);
    return problem ? 1 : 0;
  }
  const wanted = only ?? (Object.keys(SERVICES) as ServiceName[]);
  const missing = wanted.filter((name) => !process.env[SERVICES[name].setting]);
  for (const name of wanted) {
    const { setting } = SERVICES[name];
    if (!missing.includes(name)) say(`${name}: left out, ${setting} is set already`);
  }
  if (missing.length === 0) return 0;

  const running: RunningServer[] = [];
  try {
    const failures = await startAll(missing, running);
    if (running.length === 0 || (only && failures > 0)) return 1;
    say(TWO_NODES);
    return await stopped.promise;
  } finally {
    stopping = true;
    await Promise.all(running.map((server) => server.stop()));
  }
}

/** Starts them side by side, adds each to `running` and prints its setting; resolves with how many could not be started. */
async function startAll(names: ServiceName[], running: RunningServer[]): Promise<number> {
  say(`Starting ${names.join(', ')} …`);
  const outcomes = await Promise.all(
    names.map(async (name) => {
      try {
        const server = await SERVICES[name].start();
        running.push(server);
        server.exited.then(() => {
          if (!stopping) say(`${name} ended by itself; stopping`);
          stopped.resolve(1);
        });
        return { name, server };
      } catch (error) {
        if (!(error instanceof ServiceUnavailable)) throw error;
        return { name, reason: error.message };
      }
    }),
  );
  for (const { name, server } of outcomes) if (server) print(`export ${SERVICES[name].setting}='${server.url}'`);
  const failures = outcomes.filter(({ server }) => !server);
  for (const { name, reason } of failures) say(`${name} can't be started: ${reason}`);
  return failures.length;
}

function readArguments(): { only?: ServiceName[]; help: boolean; problem?: string } {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
    const only = values.only?.split(',').map((name) => name.trim());
    const unknown = only?.find((name) => !Object.hasOwn(SERVICES, name));
    if (unknown !== undefined)
      return { help: false, problem: `--only: "${unknown}" is not one of postgres, redis, kafka` };
    return { help: values.help ?? false, ...(only ? { only: only as ServiceName[] } : {}) };
  } catch (error) {
    return { help: false, problem: (error as Error).message };
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
