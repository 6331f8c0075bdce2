import { describe, expect, it } from 'vitest';
import { retryPause } from './retry-schedule.ts';

const HOUR_MS = 3_600_000;
const createdAt = new Date('2027-01-08T18:00:00Z');
const hoursLater = (hours: number) => ({ now: createdAt.getTime() + hours * HOUR_MS, random: () => 1 });
const reply = (responseCode: number, command: string) => Object.assign(new Error('refused'), { responseCode, command });

describe('retryPause', () => {
  it('grows to an hour, less up to a fifth', () => {
    const away = new Error('connect ECONNREFUSED');
    expect([1, 2, 3, 7, 2_000].map((attempts) => retryPause(away, { attempts, createdAt }, hoursLater(1)))).toEqual([
      10_000,
      30_000,
      90_000,
      HOUR_MS,
      HOUR_MS,
    ]);
    expect(retryPause(away, { attempts: 1, createdAt }, { ...hoursLater(0), random: () => 0 })).toBe(8_000);
  });

  it.each([
    ['a server that is away', new Error('connect ECONNREFUSED')],
    ['a temporary refusal', reply(451, 'RCPT TO')],
    ['a refused login', reply(535, 'AUTH PLAIN')],
    ['a refused sender', reply(550, 'MAIL FROM')],
  ])('goes on for five days after %s', (_case, error) => {
    expect(retryPause(error, { attempts: 80, createdAt }, hoursLater(72))).toBe(HOUR_MS);
    expect(retryPause(error, { attempts: 130, createdAt }, hoursLater(120))).toBeNull();
  });

  it.each(['RCPT TO', 'DATA'])('gives up at the third 5xx reply to %s', (command) => {
    expect(retryPause(reply(550, command), { attempts: 2, createdAt }, hoursLater(0))).toBe(30_000);
    expect(retryPause(reply(550, command), { attempts: 3, createdAt }, hoursLater(0))).toBeNull();
  });
});
