import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { threadTime_ms } from '../../../test/kit/processor-time.ts';
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

  it('takes no long text apart: a message may repeat a megabyte that a caller sent', () => {
    const began_ms = threadTime_ms();
    const { message } = errorForLog(new Error(`bad value ${'x'.repeat(1_000_000)} ada@example.org`)) as Error;
    expect(message.length).toBeLessThan(5_000);
    expect(message).not.toContain('ada');
    // Looking for addresses in all of it takes minutes.
    expect(threadTime_ms() - began_ms).toBeLessThan(1_000);
  });
});
