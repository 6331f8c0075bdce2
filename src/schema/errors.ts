import {
  type DomainError,
  type ErrorCode,
  IdempotencyConflictError,
  IllegalStateError,
  type InputIssue,
  InvalidInputError,
  LimitExceededError,
  NotFoundError,
  ServiceUnavailableError,
} from '../shared/errors.ts';
import { builder } from './builder.ts';

const COMMON_CODES: { readonly [Code in ErrorCode]?: string } = {
  INVALID_INPUT: 'The input is invalid; each issue names its place.',
  NOT_FOUND: 'An object that the input names does not exist, or the caller may not see it.',
  LIMIT_EXCEEDED: 'A limit was reached, such as the number of seats in one lock.',
  ILLEGAL_STATE: 'The operation is not possible in the current status.',
  IDEMPOTENCY_CONFLICT: 'The idempotency key was used before, with another input.',
  SERVICE_UNAVAILABLE: 'A service that the operation needs is unavailable; retry later.',
};

/** The enum of the expected errors' codes: the common ones, and what the modules add. */
function errorCodeType(ofModules: { readonly [Code in ErrorCode]?: string }) {
  const codes = Object.entries({ ...COMMON_CODES, ...ofModules });
  return builder.enumType('ErrorCode', {
    description: 'Codes of the expected errors. Expect new values.',
    values: Object.fromEntries(codes.map(([code, description]) => [code, { description }])) as Record<
      ErrorCode,
      { description: string }
    >,
  });
}

let ErrorCodeRef: ReturnType<typeof errorCodeType>;

/** Completes the error interface with the modules' own codes. Once, before the schema is built. */
export function declareErrorCodes(ofModules: { readonly [Code in ErrorCode]?: string }): void {
  ErrorCodeRef = errorCodeType(ofModules);
}

/**
 * Every error type implements it. A module declares its own with
 * `builder.objectType(ShowNotOnSaleError, { name: 'ShowNotOnSaleError', description, interfaces: [ErrorInterface], fields })`.
 */
export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description: 'An expected error of a mutation.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'Human-readable message, in English.' }),
    code: t.expose('code', { type: ErrorCodeRef, description: 'Machine-readable code.' }),
  }),
});

const InputIssueRef = builder.objectRef<InputIssue>('InputIssue').implement({
  description: 'One problem in an input.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Path in the input, such as `input.seatIds.3`.' }),
    message: t.exposeString('message', { description: 'Description of the problem, in English.' }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'The input is invalid. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    issues: t.expose('issues', {
      type: [InputIssueRef],
      description: 'The problems found, at most 20, each with its path in the input.',
    }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'An object that the input names does not exist, or the caller may not see it. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Path in the input that names it, such as `input.showId`.' }),
  }),
});

builder.objectType(IllegalStateError, {
  name: 'IllegalStateError',
  description: 'The operation is not possible in the current status. Nothing was changed.',
  interfaces: [ErrorInterface],
});

builder.objectType(IdempotencyConflictError, {
  name: 'IdempotencyConflictError',
  description: 'The idempotency key was used before, with another input. Nothing was changed.',
  interfaces: [ErrorInterface],
});

builder.objectType(ServiceUnavailableError, {
  name: 'ServiceUnavailableError',
  description: 'A service that the operation needs is unavailable. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', { description: 'Seconds after which to retry.' }),
  }),
});

builder.objectType(LimitExceededError, {
  name: 'LimitExceededError',
  description: 'A limit for one buyer or one network address was reached. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    limit: t.exposeInt('limit', { description: 'The value of the limit.' }),
    waitSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'Seconds after which a retry can succeed; null if waiting does not help.',
    }),
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'Same as `waitSeconds`.',
      deprecationReason: 'Use `waitSeconds`, which can be selected beside that of ServiceUnavailableError.',
    }),
  }),
});
