import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '../src/config.ts';
import { TOPICS } from '../src/modules/events/topics.ts';
import { type DeadLetter, deadLetterTopic } from '../src/platform/events/dead-letter.ts';
import { createDeadLetters, type DeadLetterFilter, type DeadLetters } from '../src/platform/events/dead-letters.ts';
import {
  dismissRefused,
  listRefused,
  type RefusedEvent,
  type RefusedFilter,
  republishRefused,
} from '../src/platform/events/refused-events.ts';
import { createKafkaEventLog } from '../src/platform/kafka/kafka-event-log.ts';
import { createKafkaTopicReader } from '../src/platform/kafka/kafka-topic-reader.ts';
import { createLogger } from '../src/platform/observability/logger.ts';
import { createDatabase } from '../src/platform/postgres/database.ts';
import { StartupError } from '../src/platform/processes/startup-error.ts';
import { runCommand, UsageError } from './command.ts';

const USAGE = `npm run dlq -- list|replay [--topic TOPIC] [--consumer NAME] [--event ID] [--json]
  of KAFKA_BROKERS: the built-in event log keeps no dead letters
  list    shows the events that a consumer could not handle
  replay  hands them to their consumers again; who had the effect already skips them
npm run dlq -- refused|republish|dismiss [--topic TOPIC] [--event ID] [--json]
  of DATABASE_URL: the built-in event log refuses nothing
  refused    shows the events that Kafka refused to take; they are kept in PostgreSQL
  republish  tries them again, behind what was published of their keys meanwhile
  dismiss    gives one up (--event is needed)`;

const LETTER = 'dead letter';
const HEADINGS = ['TIME', 'TOPIC', 'PARTITION', 'OFFSET', 'TYPE', 'EVENT', 'KEY', 'CONSUMER', 'ATTEMPTS', 'REASON'];

const COMMANDS = ['list', 'replay', 'refused', 'republish', 'dismiss'] as const;
type Command = (typeof COMMANDS)[number];

const REFUSED_HEADINGS = ['TIME', 'TOPIC', 'TYPE', 'EVENT', 'KEY', 'BYTES', 'REASON'];

interface Arguments {
  command: Command;
  /** Without the installation's prefix. */
  topics: string[];
  filter: DeadLetterFilter;
  json: boolean;
}

await runCommand(USAGE, async () => {
  const { command, topics, filter, json } = readArguments();
  if (command === 'refused' || command === 'republish' || command === 'dismiss') {
    await seeToRefused(loadConfig(process.env), command, { topics, eventId: filter.eventId }, json);
    return;
  }
  await withDeadLetters(loadConfig(process.env), topics, async (deadLetters) => {
    if (filter.consumer !== undefined) await findConsumer(deadLetters, filter.consumer);
    if (command === 'list') printList(await deadLetters.list(filter), json);
    else await replay(deadLetters, filter, json);
  });
});

function readArguments(): Arguments {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      topic: { type: 'string' },
      consumer: { type: 'string' },
      event: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [command] = positionals;
  if (!isCommand(command) || positionals.length > 1) throw new UsageError(`Say one of ${COMMANDS.join(', ')}.`);
  const isOfConsumers = command === 'list' || command === 'replay';
  if (!isOfConsumers && values.consumer !== undefined) throw new UsageError(`${command} takes no --consumer.`);
  if (command === 'dismiss' && values.event === undefined) throw new UsageError('dismiss needs --event.');
  const known: string[] = Object.values(TOPICS);
  if (values.topic !== undefined && !known.includes(values.topic)) {
    throw new UsageError(`--topic must be one of ${known.join(', ')}.`);
  }
  return {
    command,
    topics: values.topic === undefined ? known : [values.topic],
    filter: { consumer: values.consumer, eventId: values.event },
    json: values.json,
  };
}

function isCommand(word: string | undefined): word is Command {
  return COMMANDS.some((command) => command === word);
}

/** Throws StartupError, one clear line, when there is no Kafka to work on. */
async function withDeadLetters(
  { kafka: { brokers, topicPrefix, ...security }, nodeId }: Config,
  topics: readonly string[],
  work: (deadLetters: DeadLetters) => Promise<void>,
): Promise<void> {
  if (!brokers) throw new StartupError('KAFKA_BROKERS: must be set; the built-in event log keeps no dead letters.');
  const client = { brokers, security, clientId: `${nodeId}-dlq`, logger: createLogger({ level: 'silent', nodeId }) };
  const reader = createKafkaTopicReader({ ...client, groupPrefix: `${topicPrefix}seatwire-dlq-` });
  const log = createKafkaEventLog(client);
  const prefixed = topics.map((topic) => `${topicPrefix}${topic}`);
  try {
    if ((await reader.existing(prefixed.map(deadLetterTopic))).length === 0) {
      const names = prefixed.map(deadLetterTopic).join(', ');
      throw new StartupError(
        `KAFKA_TOPIC_PREFIX: this Kafka has no topic ${names}: is the prefix that of the product?`,
      );
    }
    await work(createDeadLetters({ topics: prefixed, log, read: reader.read }));
  } catch (cause) {
    if (!(cause instanceof Error && cause.name.startsWith('KafkaJS'))) throw cause;
    throw new StartupError(`KAFKA_BROKERS: Kafka can't be reached or used: ${cause.message}`, { cause });
  } finally {
    await log.close();
  }
}

/** Throws UsageError: what is said of a consumer that there is not would be taken for good news. */
async function findConsumer(deadLetters: DeadLetters, name: string): Promise<void> {
  // All modules, with what they import: only where it is needed.
  const { DECLARED } = await import('../src/app/modules.ts');
  if (DECLARED.effects.includes(name)) return;
  // Those of an earlier release may have left some.
  const left = (await deadLetters.list()).map(({ consumer }) => consumer);
  if (left.includes(name)) return;
  const known = [...new Set([...DECLARED.effects, ...left])].filter((each) => each !== null && each !== '').sort();
  throw new UsageError(`--consumer must be one of ${known.join(', ')}.`);
}

async function replay(deadLetters: DeadLetters, filter: DeadLetterFilter, json: boolean): Promise<void> {
  const { letters, events, tooOld } = await deadLetters.replay(filter);
  if (json) printJson(letters.map(toRow));
  else
    say(
      events === 0 ? 'Nothing to replay.' : `Replayed ${count(events, 'event')} of ${count(letters.length, LETTER)}.`,
    );
  if (tooOld.length === 0) return;
  process.stderr.write(
    `Left: ${count(tooOld.length, LETTER)} so old that consumers may have forgotten the event's effect.\n`,
  );
  process.exitCode = 1;
}

async function seeToRefused(
  { database: { url: pooledUrl, directUrl } }: Config,
  command: 'refused' | 'republish' | 'dismiss',
  filter: RefusedFilter,
  json: boolean,
): Promise<void> {
  const url = directUrl ?? pooledUrl;
  if (!url) throw new StartupError('DATABASE_URL: must be set; the built-in database runs with the node only.');
  const database = createDatabase({ url });
  try {
    const events = await listRefused(database, filter);
    if (command === 'refused') return printRefused(events, json);
    const work = command === 'republish' ? republishRefused : dismissRefused;
    const done = await work(database, filter);
    if (json) printJson({ [command]: done });
    else say(`${command === 'republish' ? 'To be published again' : 'Dismissed'}: ${count(done, 'event')}.`);
    if (done === 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

function printRefused(events: readonly RefusedEvent[], json: boolean): void {
  const rows = events.map(({ refusedAt, topic, type, eventId, key, bytes, reason }) => {
    return { time: refusedAt.toISOString(), topic, type, event: eventId, key, bytes, reason };
  });
  if (json) printJson(rows);
  else if (rows.length === 0) say('No event is set aside.');
  else {
    const cells = rows.map((row) => Object.values(row).map((cell) => printable(cell)));
    say(toTable([REFUSED_HEADINGS, ...cells]));
    say(`\n${count(rows.length, 'event')} set aside. When the reason is gone: npm run dlq -- republish`);
  }
}

function printList(letters: readonly DeadLetter[], json: boolean): void {
  if (json) printJson(letters.map(toRow));
  else if (letters.length === 0) say('No dead letters.');
  else {
    const rows = letters.map((letter) => Object.values(toRow(letter)).map((cell) => printable(cell)));
    say(toTable([HEADINGS, ...rows]));
    say(`\n${count(letters.length, LETTER)}. When the reason is gone: npm run dlq -- replay`);
  }
}

function toRow({
  failedAt,
  topic,
  partition,
  offset,
  eventType,
  eventId,
  key,
  consumer,
  attempts,
  reason,
}: DeadLetter) {
  const time = failedAt.toISOString();
  return { time, topic, partition, offset, type: eventType, event: eventId, key, consumer, attempts, reason };
}

function printJson(value: unknown): void {
  say(JSON.stringify(value, null, 2));
}

function toTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_heading, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One line without what a terminal would take for a command: reasons and keys may quote what a stranger sent. */
function printable(cell: string | number | null): string {
  return cell === null || cell === '' ? '-' : String(cell).replace(/\p{Cc}+/gu, ' ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
