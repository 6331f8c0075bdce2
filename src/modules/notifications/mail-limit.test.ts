import { expect, it } from 'vitest';
import { createMemoryRateLimiter } from '../../platform/rate-limits/memory-rate-limiter.ts';
import { createMailLimit } from './mail-limit.ts';

const HOUR_MS = 3_600_000;

function open(settings: { perHour: number; perDay: number }) {
  let now_ms = 0;
  const reported: string[] = [];
  const reports = { report: (limit: string) => void reported.push(limit), listen: () => {} };
  const limit = createMailLimit({ limiter: createMemoryRateLimiter({ now: () => now_ms }), settings, reports });
  const admitted = async (count: number, recipient = 'ada@example.org') => {
    let sent = 0;
    for (let i = 0; i < count; i += 1) if (await limit.admits(recipient)) sent += 1;
    return sent;
  };
  return { limit, reported, admitted, pass: (ms: number) => (now_ms += ms) };
}

it('lets a few mails to a recipient through in an hour, and few more in a day', async () => {
  const { admitted, pass, reported } = open({ perHour: 4, perDay: 6 });
  expect(await admitted(10)).toBe(4);
  expect(reported).toEqual(Array.from({ length: 6 }, () => 'unpaid_mails'));
  expect(await admitted(3, 'ben@example.org')).toBe(3);
  pass(HOUR_MS);
  expect(await admitted(10)).toBe(2);
  pass(24 * HOUR_MS);
  expect(await admitted(10)).toBe(4);
});

it('knows a mailbox however its address is written', async () => {
  const { admitted } = open({ perHour: 4, perDay: 0 });
  for (const written of ['ada.l@example.org', 'Ada.L@Example.org', 'adal+1@example.org', '"a.d\\al"@example.org']) {
    expect(await admitted(1, written)).toBe(1);
  }
  for (const written of ['adal+3@example.org', '"adal"@example.org', '"ad\\al+4"@example.org']) {
    expect(await admitted(1, written)).toBe(0);
  }
  expect(await admitted(1, 'adal@example.com')).toBe(1);
});

it('knows a mailbox however its letters and domain are written', async () => {
  const { admitted } = open({ perHour: 4, perDay: 0 });
  for (const written of [
    'zoë@bücher.example',
    'zoe\u0308@xn--bcher-kva.example',
    'ZOË@BÜCHER.EXAMPLE',
    'zoë@ｂücher。ⓔxample',
  ]) {
    expect(await admitted(1, written)).toBe(1);
  }
  for (const written of ['ｚoë@bücher．example', 'zoë@bu\u0308cher.𝐞xample', 'Zoë@XN--bcher-kva.example']) {
    expect(await admitted(1, written)).toBe(0);
  }
});

it('counts tickets that cost nothing by themselves, and a phone however its number is written', async () => {
  const { admitted, limit } = open({ perHour: 2, perDay: 0 });
  expect(await admitted(5)).toBe(2);
  const free = (recipient: string) => limit.admitsFreeTickets(recipient);
  expect([await free('ada@example.org'), await free('a.da@example.org')]).toEqual([true, true]);
  expect(await free('ada@example.org')).toBe(false);
  expect([await free('+49 361 1234567'), await free('+49 (361) 123-4567')]).toEqual([true, true]);
  expect([await free('+493611234567'), await free('+493611234568')]).toEqual([false, true]);
  for (const written of ['0049 361 1234567', '+49 (0)361 1234567', '0361 / 1234567']) {
    expect(await free(written), written).toBe(false);
  }
});

it('has no limit where the settings say 0', async () => {
  expect(await open({ perHour: 0, perDay: 0 }).admitted(100)).toBe(100);
});
