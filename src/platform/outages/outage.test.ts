import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import {
  KafkaJSConnectionError,
  KafkaJSNonRetriableError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
} from 'kafkajs';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createDatabase, type Database } from '../postgres/database.ts';
import { RedisUnavailableError } from '../redis/connection.ts';
import { ConnectionLostError, isOutage } from './outage.ts';

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
}

async function withDatabaseAt(url: string, check: (database: Database) => Promise<void>): Promise<void> {
  const database = createDatabase({ url });
  try {
    await check(database);
  } finally {
    await database.close();
  }
}

describe('isOutage', () => {
  it('knows a PostgreSQL that is not there, through pg and through Prisma', async () => {
    await withDatabaseAt('postgresql://nobody@127.0.0.1:1/none', async (database) => {
      expect(isOutage(await errorOf(database.query('SELECT 1')))).toBe(true);
      expect(isOutage(await errorOf(database.prisma.show.findFirst()))).toBe(true);
      expect(isOutage(await errorOf(database.transaction(async (tx) => tx.query('SELECT 1'))))).toBe(true);
    });
  });

  it('knows a PostgreSQL that hangs up', async () => {
    const rude = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as AddressInfo;
    await withDatabaseAt(`postgresql://nobody@127.0.0.1:${port}/none`, async (database) => {
      expect(isOutage(await errorOf(database.query('SELECT 1')))).toBe(true);
      expect(isOutage(await errorOf(database.prisma.show.findFirst()))).toBe(true);
    });
    rude.close();
  });

  it('knows a PostgreSQL that is still starting, through pg and through Prisma', async () => {
    const fields = 'SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0';
    const answer = Buffer.alloc(5 + fields.length);
    answer.write('E');
    answer.writeInt32BE(4 + fields.length, 1);
    answer.write(fields, 5);
    const starting = createServer((socket) => socket.once('data', () => socket.end(answer)).on('error', () => {}));
    await new Promise<void>((resolve) => starting.listen(0, '127.0.0.1', resolve));
    const { port } = starting.address() as AddressInfo;
    await withDatabaseAt(`postgresql://nobody@127.0.0.1:${port}/none`, async (database) => {
      expect(isOutage(await errorOf(database.query('SELECT 1')))).toBe(true);
      expect(isOutage(await errorOf(database.prisma.show.findFirst()))).toBe(true);
    });
    starting.close();
  });

  it('knows a Redis that is away, also as a cause', () => {
    const away = new RedisUnavailableError('connection refused');
    expect(isOutage(away)).toBe(true);
    expect(isOutage(new Error('could not lock', { cause: away }))).toBe(true);
  });

  it('knows a connection that somebody ended, as its owner tells it', () => {
    expect(isOutage(new ConnectionLostError('gone'))).toBe(true);
    expect(isOutage(new Error('Client was closed and is not queryable'))).toBe(true);
  });

  it('knows a Kafka that is away or refuses us, and nothing else that kafkajs tells', () => {
    const away = new KafkaJSConnectionError('Connection timeout');
    expect(isOutage(away)).toBe(true);
    expect(isOutage(new KafkaJSNumberOfRetriesExceeded(away, { retryCount: 5, retryTime: 100 }))).toBe(true);
    const refused = { type: 'TOPIC_AUTHORIZATION_FAILED', code: 29, retriable: false, message: 'Not authorized' };
    expect(isOutage(new KafkaJSProtocolError(Object.assign(new Error(refused.message), refused)))).toBe(true);
    const tooLarge = { type: 'MESSAGE_TOO_LARGE', code: 10, retriable: false, message: 'Too large' };
    expect(isOutage(new KafkaJSProtocolError(Object.assign(new Error(tooLarge.message), tooLarge)))).toBe(false);
    expect(isOutage(new KafkaJSNonRetriableError('Invalid topic'))).toBe(false);
  });

  it.each([
    ['the disk is full', '53100'],
    ['memory is out', '53200'],
    ['a configured limit is reached', '53400'],
    ['the disk fails', '58030'],
    ['it is read only', '25006'],
    ['rights are gone', '42501'],
    ['the login is refused', '28P01'],
    ['the role is gone', '28000'],
    ['the database is gone', '3D000'],
    ['the database was dropped', '57P04'],
  ])('knows a PostgreSQL that can not do its work: %s', (_why, code) => {
    expect(isOutage(Object.assign(new pg.DatabaseError('no', 2, 'error'), { code }))).toBe(true);
  });

  it('takes nothing else for one', () => {
    for (const other of [
      new TypeError('x is undefined'),
      new Error('Connection details are wrong'),
      null,
      'ECONNREFUSED',
    ]) {
      expect(isOutage(other)).toBe(false);
    }
  });
});
