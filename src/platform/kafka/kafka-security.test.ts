import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CLIENT_SECRET,
  startTokenEndpoint,
  TOKEN_LIVES_S,
  type TokenEndpoint,
} from '../../../test/kit/servers/token-endpoint.ts';
import { createTokenSource, kafkajsSecurity, NO_SECURITY } from './kafka-security.ts';

describe('what kafkajs is told', () => {
  it('is nothing where Kafka is open', () => {
    expect(kafkajsSecurity(NO_SECURITY)).toEqual({});
  });

  it('is TLS by the system where no file is given, and what is given only', () => {
    const none = { ca: null, cert: null, key: null };
    expect(kafkajsSecurity({ tls: none, sasl: null })).toEqual({ ssl: {} });
    expect(kafkajsSecurity({ tls: { ...none, ca: 'A' }, sasl: null })).toEqual({ ssl: { ca: 'A' } });
  });

  it('is the login', () => {
    const sasl = { mechanism: 'plain', username: 'u', password: 'p' } as const;
    expect(kafkajsSecurity({ tls: null, sasl })).toEqual({ sasl });
  });
});

describe('tokens for Kafka', () => {
  let endpoint: TokenEndpoint;
  let now_ms = 0;
  const source = (clientSecret = CLIENT_SECRET, scope: string | null = null) =>
    createTokenSource({ clientId: 'shop', clientSecret, tokenUrl: endpoint.url, scope }, () => now_ms);
  beforeEach(async () => {
    now_ms = 0;
    endpoint = await startTokenEndpoint();
  });
  afterEach(async () => {
    await endpoint[Symbol.asyncDispose]();
  });

  it('are asked for once by connections that are made together, and again shortly before they end', async () => {
    const token = source(CLIENT_SECRET, 'kafka');
    const [first, second] = await Promise.all([token(), token()]);
    expect(second).toEqual(first);
    now_ms = (TOKEN_LIVES_S - 31) * 1_000;
    expect(await token()).toEqual(first);
    expect(endpoint.scopes).toEqual(['kafka']);
    now_ms = (TOKEN_LIVES_S - 30) * 1_000;
    expect(await token()).not.toEqual(first);
    expect(endpoint.scopes).toHaveLength(2);
  });

  it('come again after the provider gave none', async () => {
    const token = source();
    endpoint.answer = { status: 503, body: 'away' };
    await expect(token()).rejects.toThrow(/^KAFKA_SASL_TOKEN_URL: no token: /);
    endpoint.answer = null;
    expect((await token()).value).toMatch(/^ey/);
  });

  it.each<[string, { status: number; body: string }]>([
    ['no JSON', { status: 200, body: '<html>' }],
    ['no token', { status: 200, body: '{"token_type":"Bearer"}' }],
    ['a token of another type', { status: 200, body: '{"access_token":"a","token_type":"mac"}' }],
  ])('are not taken from an answer with %s', async (_, answer) => {
    endpoint.answer = answer;
    await expect(source()()).rejects.toThrow(/^KAFKA_SASL_TOKEN_URL: no token: /);
  });

  it('are refused with the reason that the provider gives, without the secret', async () => {
    const failure = await source('hunter2')().catch((error: Error) => error.message);
    expect(failure).toBe('KAFKA_SASL_TOKEN_URL: no token: invalid_client: Wrong secret');
  });
});
