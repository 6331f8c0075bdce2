import { resolve } from 'node:path';
import type { Config } from '../config.ts';

export interface WelcomeOptions {
  /** Where the server listens: `http://localhost:4000`. */
  url: string;
  /** Null: it is made on demand. */
  organiserToken: string | null;
  demoShowId: string | null;
  config: Config;
}

/** What a person wants to know once the product runs: where to click, who they can be, and what it stands on. */
export function banner(options: WelcomeOptions): string {
  const { config } = options;
  const rows: Row[] = [
    ...(config.nodeRole === 'worker' ? work(options) : places(options)),
    ...(config.nodeRole === 'api' ? [NEEDS_A_WORKER] : []),
    ['PostgreSQL', config.database.url ? 'DATABASE_URL' : `built in, data in ${resolve(config.data.dir, 'postgres')}`],
    ['Redis', redis(config)],
    ['Kafka', config.kafka.brokers ? `KAFKA_BROKERS (${config.kafka.brokers.join(', ')})` : 'built in, in memory'],
    ['Mail', config.mail.smtpUrl ? 'SMTP_URL' : `files in ${resolve(config.data.dir, 'mail')}`],
  ];
  const lines = rows.map(([label, value]) => `  ${label.padEnd(11)} ${value}`);
  return ['', '  Seatwire is running. Ctrl-C stops it.', '', ...lines, ''].map((line) => `${line}\n`).join('');
}

type Row = [label: string, value: string];

const SANDBOX: Row = ['Sandbox', 'on: whoever reaches this node may end locks and remove shows of the sandbox'];

const NEEDS_A_WORKER: Row = [
  'Role',
  'api: locks end, events and mails go out only while a node with ROLE=worker runs, too',
];

function work({ url }: WelcomeOptions): Row[] {
  return [
    ['Role', 'worker: serves nobody; nodes with ROLE=api do'],
    ['Readiness', `${url}/ready`],
    ['Metrics', `${url}/metrics`],
  ];
}

function places({ url, organiserToken, demoShowId, config }: WelcomeOptions): Row[] {
  return [
    ['Seat map', `${url}/`],
    ['GraphiQL', `${url}/graphql   example operations in tabs, live seat map included`],
    ['Docs', `${url}/docs   guides and API reference`],
    ...(demoShowId ? [['Demo show', demoShowId] satisfies Row] : []),
    ...organiser(url, organiserToken),
    ...(config.graphql.sandbox ? [SANDBOX] : []),
  ];
}

function organiser(url: string, token: string | null): Row[] {
  if (token === null) return [['Organiser', `${url}/organise   npm run token -- --role organiser makes a token`]];
  return [
    ['Organiser', `${url}/organise#token=${token}`],
    ['', `Authorization: Bearer ${token}   good for 12 hours`],
  ];
}

function redis({ redis: { urls } }: Config): string {
  if (!urls) return 'built in, in memory';
  return urls.length > 1 ? `REDIS_URL (cluster, ${urls.length} addresses)` : 'REDIS_URL';
}
