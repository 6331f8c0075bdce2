import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { armRequestQueueTimerOnlyWhenNeeded } from '../../src/platform/kafka/request-queue-timer.ts';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import type { TcpProxy } from '../kit/servers/tcp-proxy.ts';
import { findOnPath, removeFolder, temporaryFolder } from './folder.ts';
import { kafkaJars } from './kafka-jars.ts';
import { type SecuredListeners, scramArguments, securedSettings } from './secured-kafka.ts';
import { killServer, type RunningServer, runServer, startServerProcess } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const READY_WITHIN_MS = 60_000;
const JVM_ARGS = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

// INFO is where the ready line is, and the reason when it does not start.
const LOG_SETTINGS = `appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%p %m%n
rootLogger.level=INFO
rootLogger.appenderRef.out.ref=out
`;

interface BrokerPlace {
  port: number;
  controllerPort: number;
  links: readonly KafkaLink[];
  secured: SecuredListeners | null;
  dataDir: string;
}

/** A further way in: who comes by it is told to use it for everything. */
interface KafkaLink {
  /** Where the broker listens. */
  port: number;
  /** Where its clients think that it does. */
  advertisedPort: number;
}

function brokerSettings(
  { port, controllerPort, links, secured, dataDir }: BrokerPlace,
  more: Record<string, string | number>,
): string {
  const name = (index: number) => `LINK${index + 1}`;
  const address = `PLAINTEXT://127.0.0.1:${port}`;
  const listeners = links.map((link, index) => `${name(index)}://127.0.0.1:${link.port}`);
  const advertised = links.map((link, index) => `${name(index)}://127.0.0.1:${link.advertisedPort}`);
  const open = ['PLAINTEXT', 'CONTROLLER', ...links.map((_, index) => name(index))].map((name) => `${name}:PLAINTEXT`);
  const closed = secured ? securedSettings(secured) : { addresses: [], protocols: [], settings: {} };
  return Object.entries({
    ...more,
    ...closed.settings,
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controllerPort}`,
    listeners: [address, `CONTROLLER://127.0.0.1:${controllerPort}`, ...listeners, ...closed.addresses].join(),
    'advertised.listeners': [address, ...advertised, ...closed.addresses].join(),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': [...open, ...closed.protocols].join(),
    'log.dirs': dataDir,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

export interface KafkaOptions {
  /**
   * Starts again some seconds sooner after a kill; but a broker that gets no processor for that long takes itself for
   * lost. Default false.
   */
  quickRestart?: boolean;
  /** Rights can be given and taken, of everybody: all are one user. Default false: everybody may do everything. */
  hasRights?: boolean;
  /** Proxies that lead to it, one per client that shall be cut off by itself. They are told where to lead. */
  proxies?: readonly TcpProxy[];
  /** Ways in that want TLS and a login or a certificate, at the ports that are named there. */
  secured?: SecuredListeners;
}

// A broker that was killed is let in again only when its former session has timed out (9 s by default).
const QUICK_RESTART = { 'broker.session.timeout.ms': 3_000, 'broker.heartbeat.interval.ms': 500 };

// As long as nothing is said of a topic, everybody may do everything with it.
const RIGHTS = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': 'true',
};

/**
 * Starts one Kafka broker (KRaft) on the loopback interface; `url` is its `host:port`. Fetches Kafka on first use.
 * Resolves once it has answered a client's metadata request. Throws ServiceUnavailable without Java or Maven.
 */
export async function startKafka({
  quickRestart = false,
  hasRights = false,
  proxies = [],
  secured,
}: KafkaOptions = {}): Promise<RunningServer> {
  const java = findOnPath('java');
  if (!java) throw new ServiceUnavailable('kafka', 'java is not on PATH (apt-get install default-jre-headless)');
  const jars = await kafkaJars();
  const folder = await temporaryFolder();
  try {
    const [port, controllerPort, ...linkPorts] = (await freePorts(2 + proxies.length)) as [number, number, ...number[]];
    const links = proxies.map((proxy, index) => ({ port: linkPorts[index]!, advertisedPort: proxy.port }));
    for (const [index, proxy] of proxies.entries()) proxy.leadTo(linkPorts[index]!);
    const settings = join(folder, 'server.properties');
    const logSettings = join(folder, 'log4j2.properties');
    const place = { port, controllerPort, links, secured: secured ?? null, dataDir: join(folder, 'data') };
    await writeFile(settings, brokerSettings(place, { ...(quickRestart && QUICK_RESTART), ...(hasRights && RIGHTS) }));
    await writeFile(logSettings, LOG_SETTINGS);
    const jvmArgs = [...JVM_ARGS, `-Dlog4j2.configurationFile=${logSettings}`, '-cp', join(jars, '*')];
    const users = secured ? scramArguments(secured) : [];
    await format(java, [...jvmArgs, 'kafka.tools.StorageTool', 'format', '--standalone', ...users], settings);
    const url = `127.0.0.1:${port}`;
    return await runServer({
      async launch() {
        const broker = await startServerProcess({
          command: java,
          args: [...jvmArgs, 'kafka.Kafka', settings],
          readyLine: /Kafka Server started/,
          readyWithin_ms: READY_WITHIN_MS,
        });
        // Without data to keep, its ten-second orderly shutdown is not worth waiting for.
        const stop = () => killServer(broker);
        await awaitMetadata(url).catch(async (error) => {
          await stop();
          throw error;
        });
        return { url, pid: broker.pid, exited: broker.exited, stop };
      },
      cleanUp: () => removeFolder(folder),
    });
  } catch (error) {
    await removeFolder(folder);
    throw new ServiceUnavailable('kafka', `Kafka did not start: ${(error as Error).message}`, error);
  }
}

async function format(java: string, args: string[], settings: string): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url');
  // A leading dash would be read as an option.
  const child = spawn(java, [...args, '-t', clusterId.replace(/^-/, 'A'), '-c', settings], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`formatting its storage failed: ${output.trim().split('\n').slice(-3).join(' | ')}`);
}

async function awaitMetadata(broker: string): Promise<void> {
  armRequestQueueTimerOnlyWhenNeeded();
  const kafka = new Kafka({ clientId: 'seatwire-services', brokers: [broker], logLevel: logLevel.NOTHING });
  const admin = kafka.admin({ retry: { initialRetryTime: 100, retries: 20, maxRetryTime: 1_000 } });
  try {
    await admin.connect();
    await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}
