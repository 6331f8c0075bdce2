import { describe, inject, it } from 'vitest';
import { findPgbouncer } from '../../services/pgbouncer.ts';
import { LEFT_OUT } from '../runs/left-out.ts';
import type { Offer } from './run-servers.ts';

/** The URL of the run's PostgreSQL server; most tests want `createTestDatabase` instead. */
export function requirePostgres(): string {
  return inject('postgres').serverUrl;
}

/** The URL of the run's Redis, shared by all files: use `uniquePrefix()`. Throws the reason where there is none. */
export function requireRedis(): string {
  return take(inject('redis'));
}

/** The brokers of the run's Kafka, shared by all files: use `uniquePrefix()`. Throws the reason where there is none. */
export function requireKafka(): string[] {
  return take(inject('kafka'));
}

/** `describe` for a suite that needs real Redis: left out, with the reason, where there is none; a failure in CI. */
export function describeWithRedis(name: string, suite: () => void): void {
  describeWith([inject('redis')], name, suite);
}

/** `describe` for a suite that needs real Kafka: left out, with the reason, where there is none; a failure in CI. */
export function describeWithKafka(name: string, suite: () => void): void {
  describeWith([inject('kafka')], name, suite);
}

/** `describe` for a suite that needs Redis and Kafka (PostgreSQL is always there). */
export function describeWithServices(name: string, suite: () => void): void {
  describeWith([inject('redis'), inject('kafka')], name, suite);
}

/** `describe` for a suite that needs Redis, Kafka and a pooler before PostgreSQL. */
export function describeWithPooler(name: string, suite: () => void): void {
  const pooler: Offer<null> =
    findPgbouncer() === null
      ? { available: false, reason: 'pgbouncer is not on PATH (apt-get install --no-install-recommends pgbouncer)' }
      : { available: true, value: null };
  describeWith([inject('redis'), inject('kafka'), pooler], name, suite);
}

function describeWith(offers: Offer<unknown>[], name: string, suite: () => void): void {
  const reasons = offers.flatMap((offer) => (offer.available ? [] : [offer.reason]));
  if (reasons.length === 0) {
    describe(name, suite);
  } else if (process.env.CI) {
    describe(name, () => {
      it('has the servers that it needs', () => {
        throw new Error(reasons.join('; '));
      });
    });
  } else {
    describe.skip(`${name} ${LEFT_OUT} ${reasons.join('; ')}`, suite);
  }
}

function take<T>(offer: Offer<T> | undefined): T {
  if (!offer) throw new Error('Real servers are for the project "services": name the file *.services.test.ts');
  if (!offer.available) throw new Error(offer.reason);
  return offer.value;
}
