import { expect, it } from 'vitest';
import { EventAdmissions } from './event-admissions.ts';

function open(most: number) {
  const left = { unpaid: most, free: most };
  const taken: string[] = [];
  const take = (counted: 'unpaid' | 'free') => async (recipient: string) => {
    taken.push(`${counted} ${recipient}`);
    left[counted] -= 1;
    return left[counted] >= 0;
  };
  return { taken, admissions: new EventAdmissions({ admits: take('unpaid'), admitsFreeTickets: take('free') }) };
}

it('asks the limit once about an event, however often that comes before its effect is committed', async () => {
  const { admissions, taken } = open(1);
  for (const _try of ['together', 'by itself', 'once more']) {
    expect(await admissions.admits('a', 'ada@example.org')).toBe(true);
    expect(await admissions.admits('b', 'ada@example.org')).toBe(false);
  }
  expect(taken).toEqual(['unpaid ada@example.org', 'unpaid ada@example.org']);
});

it('asks about each recipient of an event, and about orders and free tickets by themselves', async () => {
  const { admissions, taken } = open(5);
  for (const _try of ['together', 'by itself']) {
    await admissions.admitsFreeTickets('a', 'ada@example.org');
    await admissions.admitsFreeTickets('a', '+493611234567');
    await admissions.admits('a', 'ada@example.org');
  }
  expect(taken).toEqual(['free ada@example.org', 'free +493611234567', 'unpaid ada@example.org']);
});

it('forgets events that have had their effect, and old ones that never have it', async () => {
  const { admissions, taken } = open(5_000);
  await admissions.admits('a', 'ada@example.org');
  admissions.forget('a');
  await admissions.admits('a', 'ada@example.org');
  expect(taken).toHaveLength(2);
  for (let event = 0; event < 2_000; event += 1) await admissions.admits(`event ${event}`, 'ben@example.org');
  await admissions.admits('a', 'ada@example.org');
  expect(taken).toHaveLength(2_003);
});

it('says nothing where the limit could not be asked, and asks again', async () => {
  let isAway = true;
  const admits = async () => {
    if (isAway) throw new Error('away');
    return true;
  };
  const admissions = new EventAdmissions({ admits, admitsFreeTickets: admits });
  await expect(admissions.admits('a', 'ada@example.org')).rejects.toThrow('away');
  isAway = false;
  expect(await admissions.admits('a', 'ada@example.org')).toBe(true);
});
