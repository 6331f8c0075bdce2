import { describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { createReports } from '../../platform/observability/reports.ts';
import type { Principal } from '../../shared/principal.ts';
import { createKeyAllowance } from './key-allowance.ts';

const guest = (): Principal => ({ id: newId('guest'), role: 'customer', email: null });
const OFFICE = '203.0.113.7';

function openAllowance(perMinute: number) {
  let now_ms = 0;
  const reports = createReports();
  const reported: string[] = [];
  reports.listen((limit) => reported.push(limit));
  const allowance = createKeyAllowance({ perMinute, reports, now: () => now_ms });
  return { allowance, reported, pass: (ms: number) => (now_ms += ms) };
}

describe('new idempotency keys of one address', () => {
  it('are ten minutes’ worth at once, over all its guests, then so many a minute', () => {
    const { allowance, pass } = openAllowance(7);
    const take = () => allowance.take({ principal: guest(), address: OFFICE });
    for (let key = 0; key < 70; key += 1) expect(take()).toBe(0);
    expect(take()).toBe(5);
    expect(allowance.take({ principal: guest(), address: '203.0.113.8' })).toBe(0);
    let taken = 0;
    for (let second = 0; second < 120; second += 1) {
      pass(1_000);
      while (take() === 0) taken += 1;
    }
    expect(taken).toBe(14);
  });

  it('cost nothing when they are given back', () => {
    const { allowance } = openAllowance(1);
    const owner = { principal: guest(), address: OFFICE };
    for (let key = 0; key < 100; key += 1) {
      expect(allowance.take(owner)).toBe(0);
      allowance.giveBack(owner);
    }
  });

  it('are not counted of customers with an account, of organisers, without an address, and without a limit', () => {
    const { allowance } = openAllowance(1);
    const others: [Principal, string | null][] = [
      [{ id: 'auth0|ada', role: 'customer', email: null }, OFFICE],
      [{ id: newId('guest'), role: 'organiser', email: null }, OFFICE],
      [guest(), null],
    ];
    for (const [principal, address] of others) {
      for (let key = 0; key < 100; key += 1) expect(allowance.take({ principal, address })).toBe(0);
    }
    const unlimited = openAllowance(0).allowance;
    for (let key = 0; key < 100; key += 1) expect(unlimited.take({ principal: guest(), address: OFFICE })).toBe(0);
  });

  it('are reported when one is refused', () => {
    const { allowance, reported } = openAllowance(1);
    allowance.refused();
    expect(reported).toEqual(['idempotency_keys']);
  });
});
