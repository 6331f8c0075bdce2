import {
  type DomainError,
  type ErrorCode,
  IdempotencyConflictError,
  IllegalStateError,
  type InputIssue,
  InvalidInputError,
  type IssueCode,
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

const ISSUE_CODES = {
  REQUIRED: 'It must not be empty, or something is missing.',
  TOO_LONG: 'The text is too long; it may have `maximum` characters.',
  TOO_MANY: 'There are too many; there may be `maximum`.',
  OUT_OF_RANGE: 'The number is not from `minimum` to `maximum`, where these are given.',
  MALFORMED: 'It has not the form that is asked for, or characters that are not allowed.',
  UNKNOWN: 'There is no such thing, or not in this show or plan.',
  DUPLICATE: 'It is there already, or is given twice; of a name: or can not be told apart from another one.',
  TOO_EARLY: 'The time must be later.',
  TOO_LATE: 'The time must be earlier.',
  NOT_CHANGEABLE: 'It has to stay as it is.',
  NOT_COMBINABLE: 'It does not go with something else in the input, or in the show.',
  OTHER: 'Another problem; `message` describes it.',
} as const satisfies Record<IssueCode, string>;

const IssueCodeRef = builder.enumType('InputIssueCode', {
  description: 'What kind of problem an issue is, for clients that say it in their own words. Expect new values.',
  values: Object.fromEntries(
    Object.entries(ISSUE_CODES).map(([code, description]) => [code, { description }]),
  ) as Record<keyof typeof ISSUE_CODES, { description: string }>,
});

const InputIssueRef = builder.objectRef<InputIssue>('InputIssue').implement({
  description: 'One problem in an input.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Path in the input, such as `input.seatIds.3`.' }),
    message: t.exposeString('message', { description: 'Description of the problem, in English.' }),
    code: t.field({
      type: IssueCodeRef,
      description: 'Kind of the problem.',
      // Refusals that an earlier release has kept for retries may be without.
      resolve: ({ code }: { code?: IssueCode }) => code ?? 'OTHER',
    }),
    minimum: t.float({
      nullable: true,
      description: 'The least that is allowed here, where that is a number.',
      resolve: ({ minimum = null }) => minimum,
    }),
    maximum: t.float({
      nullable: true,
      description:
        'The most that is allowed here, where that is a number: of a text its characters, of a list its entries.',
      resolve: ({ maximum = null }) => maximum,
    }),
    relatedPath: t.string({
      nullable: true,
      description: 'Of a duplicate, where that is known: the path of the other one.',
      resolve: ({ relatedPath = null }) => relatedPath,
    }),
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
