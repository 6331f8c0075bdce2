import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { threadTime_ms } from '../../../test/kit/product/processor-time.ts';
import { errorForLog } from './error-for-log.ts';

describe('an error in the log', () => {
  it('says what happened and where, with its causes', () => {
    const cause = Object.assign(new Error('connect EACCES 127.0.0.1:5432'), { code: 'EACCES', port: 5432 });
    const error = new TypeError('no connection', { cause });
    expect(errorForLog(error)).toMatchObject({
      type: 'TypeError',
      message: 'no connection',
      stack: expect.stringContaining('error-for-log.test.ts'),
      cause: { type: 'Error', code: 'EACCES', port: 5432, message: 'connect EACCES 127.0.0.1:5432' },
    });
  });

  it('has no stack when a server is away or recovers', () => {
    const recovering = Object.assign(new pg.DatabaseError('the database system is in recovery mode', 0, 'error'), {
      code: '57P03',
    });
    expect(errorForLog(new Error('not read', { cause: recovering }))).toEqual({
      type: 'Error',
      message: 'not read',
      cause: { type: 'error', message: 'the database system is in recovery mode', code: '57P03' },
    });
  });

  it('has no stack of what the library threw that noticed the outage', () => {
    const noticed = new Error("Stream isn't writeable");
    const away = Object.assign(new Error('Redis is unavailable', { cause: noticed }), {
      name: 'RedisUnavailableError',
    });
    const logged = errorForLog(new AggregateError([away], 'not read'));
    expect(JSON.stringify((logged as AggregateError).errors)).not.toContain('"stack"');
    expect(logged).toMatchObject({ errors: [{ cause: { message: "Stream isn't writeable" } }] });
  });

  it('leaves out what PostgreSQL tells of the row, and keeps the constraint', () => {
    const detail = 'Failing row contains (booking_1, Ada Lovelace, ada@example.org, +49 361 123456).';
    const error = Object.assign(new Error('violates check constraint'), { code: '23514', constraint: 'a', detail });
    const logged = errorForLog(error);
    expect(JSON.stringify(logged)).not.toMatch(/Ada|example|361/);
    expect(logged).toMatchObject({ code: '23514', constraint: 'a' });
  });

  it('leaves out what a mail server answered, and masks addresses in messages and stacks', () => {
    const error = Object.assign(new Error('Can not send to <ada+x@bücher.example>: no such user'), {
      response: '550 <ada+x@bücher.example> unknown',
      rejected: ['ada+x@bücher.example'],
      responseCode: 550,
    });
    const logged = errorForLog(error);
    expect(JSON.stringify(logged)).not.toMatch(/ada|bücher/);
    expect(logged).toMatchObject({ responseCode: 550, message: 'Can not send to <(e-mail address)>: no such user' });
  });

  it.each(['"ada king"@example.org', '"ada, \\"king\\" @home"@example.org', "ada.o'king@example.org"])(
    'masks all of the address %s',
    (address) => {
      const logged = errorForLog(new Error(`550 ${address} is unknown, said "mx"`)) as { message: string };
      expect(logged.message).toBe('550 (e-mail address) is unknown, said "mx"');
      expect(JSON.stringify(errorForLog(new Error(JSON.stringify({ to: address }))))).not.toMatch(/ada|king|home/);
    },
  );

  it('masks phone numbers, tells several causes apart, and ends where causes are a circle', () => {
    const error = new AggregateError(
      [new Error('SMS to +49 (361) 123-456 refused'), new Error('other')],
      'both failed',
    );
    error.cause = error;
    expect(errorForLog(error)).toMatchObject({
      errors: [{ message: 'SMS to (phone number) refused' }, { message: 'other' }],
    });
  });

  it.each([
    '0361 5550199',
    '5550199',
    '03615550199',
    '(0361) 555-01-99',
    '0361/5550199',
    '0361.555.0199',
    '0049 361 5550199',
    '030 - 555 01 99',
  ])('masks the phone number %s, which has no plus', (phone) => {
    expect(errorForLog(`SMS to ${phone} refused`)).toBe('SMS to (phone number) refused');
    expect(errorForLog(JSON.stringify({ phone }))).toBe('{"phone":"(phone number)"}');
  });

  it.each([
    'connect ECONNREFUSED 192.168.100.200:54321',
    'brokers 10.100.200.30:9092 10.100.200.31:9092 are away',
    'booking_01234567890 of show_12345678901',
    'key 12345678-1234-4321-8765-123456789012 is in use',
    'hold until 2026-07-01T12:00:00.000Z, not 2026-07-01 12:00:00.123456+00',
    'timed out after 1200000ms, or 1200000 ms',
    '10485760 bytes are more than 1048576 bytes',
    'at /proc/1234567/maps, /tmp/seatwire-1234567, page.js:1:1234567',
    'seats A-14-1000-1001 and B-1-1, 1000 of 2000',
    'amount 150000 EUR, code 23514, event #12345678',
  ])('leaves alone what is no phone number: %s', (text) => {
    expect(errorForLog(text)).toBe(text);
  });

  it('takes no long text apart: a message may repeat a megabyte that a caller sent', () => {
    const began_ms = threadTime_ms();
    const { message } = errorForLog(new Error(`bad value ${'x'.repeat(1_000_000)} ada@example.org`)) as Error;
    expect(message.length).toBeLessThan(5_000);
    expect(message).not.toContain('ada');
    // Looking for addresses in all of it takes minutes.
    expect(threadTime_ms() - began_ms).toBeLessThan(1_000);
  });
});
