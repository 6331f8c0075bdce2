import type { KafkaConfig, SASLOptions } from 'kafkajs';
import * as oauth from 'oauth4webapi';
import { type TlsMaterial, tlsOptions } from '../tls-material.ts';

/** How a Kafka that is not open to everyone is connected to; each null where it is not used. */
export interface KafkaSecurity {
  tls: TlsMaterial | null;
  sasl: KafkaLogin | KafkaTokenClient | null;
}

export interface KafkaLogin {
  mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  username: string;
  password: string;
}

/** Gets tokens by OAuth 2.0 client credentials (RFC 6749, 4.4). */
export interface KafkaTokenClient {
  mechanism: 'oauthbearer';
  clientId: string;
  clientSecret: string;
  tokenUrl: string;
  scope: string | null;
}

export const NO_SECURITY: KafkaSecurity = { tls: null, sasl: null };

/** A token is renewed so long before it ends: a broker that is slow to take it takes it still. */
const RENEW_BEFORE_MS = 30_000;
const TOKEN_WITHIN_MS = 5_000;

/** What kafkajs is told of it. Nothing is connected to, and no token is asked for, before the first connection. */
export function kafkajsSecurity({ tls, sasl }: KafkaSecurity): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  return {
    ...(tls && { ssl: tlsOptions(tls) }),
    ...(sasl && { sasl: kafkajsLogin(sasl) }),
  };
}

function kafkajsLogin(sasl: KafkaLogin | KafkaTokenClient): SASLOptions {
  if (sasl.mechanism !== 'oauthbearer') return sasl as SASLOptions;
  return { mechanism: sasl.mechanism, oauthBearerProvider: createTokenSource(sasl) };
}

/**
 * Hands out the token that was asked for last while it is good for a while, so that connections which are made together, and again after an
 * outage, ask once. Rejects with what the token endpoint answered, by its error code, or with the reason why it did not.
 */
export function createTokenSource(
  { clientId, clientSecret, tokenUrl, scope }: Omit<KafkaTokenClient, 'mechanism'>,
  now_ms: () => number = Date.now,
): () => Promise<{ value: string }> {
  const server = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
  const client = { client_id: clientId };
  const request = async (): Promise<{ value: string; until_ms: number }> => {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(clientSecret),
      scope === null ? {} : { scope },
      { [oauth.allowInsecureRequests]: tokenUrl.startsWith('http:'), signal: AbortSignal.timeout(TOKEN_WITHIN_MS) },
    );
    const token = await oauth.processClientCredentialsResponse(server, client, response);
    return { value: token.access_token, until_ms: now_ms() + (token.expires_in ?? 0) * 1_000 - RENEW_BEFORE_MS };
  };
  let known: { value: string; until_ms: number } | null = null;
  let asking: Promise<{ value: string; until_ms: number }> | null = null;
  return async () => {
    if (known !== null && now_ms() < known.until_ms) return { value: known.value };
    asking ??= request().finally(() => {
      asking = null;
    });
    try {
      known = await asking;
    } catch (error) {
      throw new Error(`KAFKA_SASL_TOKEN_URL: no token: ${reasonOf(error)}`, { cause: error });
    }
    return { value: known.value };
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof oauth.ResponseBodyError)
    return [error.error, error.error_description].filter(Boolean).join(': ');
  if (error instanceof Error && error.cause instanceof Error) return error.cause.message || error.message;
  return error instanceof Error ? error.message : String(error);
}
