import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { InvalidTokenError } from '../modules/identity/identity.errors.ts';
import { ProofRequiredError } from '../modules/proofs/proof.errors.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { isOutage } from '../platform/outages/outage.ts';
import { DomainError, ForbiddenError, InvalidInputError, RateLimitedError } from '../shared/errors.ts';

export type MaskError = (error: unknown) => GraphQLError;

/**
 * What clients see of an error at the top level of a result, the same on every transport. Errors made for clients
 * (GraphQLError, DomainError) pass with an `extensions.code`; an outage becomes SERVICE_UNAVAILABLE; the rest is a bug:
 * "Internal error" with a correlation id, under which it stands in the log.
 */
export function createMaskError(logger: Logger): MaskError {
  return (error) => {
    const original = originalOf(error);
    const place = placeOf(error);
    if (original instanceof GraphQLError && isMeantForClients(original)) {
      return original.extensions.code === undefined ? withCode(original, place) : (error as GraphQLError);
    }
    if (original instanceof DomainError) {
      return new GraphQLError(original.message, { ...place, extensions: extensionsOf(original) });
    }
    if (original instanceof InvalidTokenError) {
      const http = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };
      return new GraphQLError(original.message, { ...place, extensions: { code: 'UNAUTHENTICATED', http } });
    }
    if (original instanceof ForbiddenError) {
      return new GraphQLError(original.message, { ...place, extensions: { code: 'FORBIDDEN' } });
    }
    if (original instanceof RateLimitedError) {
      const { message, retryAfterSeconds } = original;
      const http = { status: 429, headers: { 'retry-after': `${retryAfterSeconds}` } };
      return new GraphQLError(message, { ...place, extensions: { code: 'RATE_LIMITED', retryAfterSeconds, http } });
    }
    const correlationId = randomUUID();
    if (isOutage(original)) {
      logger.warn({ err: original, correlationId, path: loggedPath(place.path) }, 'a part is away');
      const message = 'A part that is needed is away. Try again soon.';
      return new GraphQLError(message, { ...place, extensions: { code: 'SERVICE_UNAVAILABLE', correlationId } });
    }
    logger.error({ err: original, correlationId, path: loggedPath(place.path) }, 'unexpected error');
    return new GraphQLError('Internal error', {
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
    });
  };
}

/** Keys are aliases: the caller's words, of any length. */
const MAX_LOGGED_KEY = 100;

function loggedPath(path: GraphQLErrorOptions['path']): (string | number)[] | undefined {
  return path?.map((key) => (typeof key === 'string' ? key.slice(0, MAX_LOGGED_KEY) : key));
}

function originalOf(error: unknown): unknown {
  let original = error;
  while (original instanceof GraphQLError && original.originalError) original = original.originalError;
  return original;
}

/**
 * Errors of the document, its variables and arguments are; an error without a code from completing a field ("Enum … cannot
 * represent value …") tells of a bug of ours.
 */
function isMeantForClients(error: GraphQLError): boolean {
  return error.extensions.code !== undefined || error.path === undefined || error.message.startsWith('Argument ');
}

function withCode(error: GraphQLError, place: GraphQLErrorOptions): GraphQLError {
  return new GraphQLError(error.message, { ...place, extensions: { code: 'BAD_USER_INPUT', ...error.extensions } });
}

function extensionsOf(error: DomainError): Record<string, unknown> {
  if (error instanceof InvalidInputError) return { code: 'BAD_USER_INPUT', issues: error.issues };
  if (error instanceof ProofRequiredError) return { code: error.code, challenge: error.challenge };
  return { code: error.code };
}

/** Where it is, for another error that says more, or less, of it. */
export function placeOf(error: unknown): GraphQLErrorOptions {
  if (!(error instanceof GraphQLError)) return {};
  return {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
  };
}
