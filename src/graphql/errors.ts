import {
  type DomainError,
  type ErrorCode,
  IdempotencyConflictError,
  IllegalStateError,
  type InputIssue,
  InvalidInputError,
  NotFoundError,
  ServiceUnavailableError,
} from '../modules/errors.ts';
import { builder } from './builder.ts';

const CODES: Record<ErrorCode, { description: string }> = {
  INVALID_INPUT: { description: 'The input is not well-formed; each issue names its place.' },
  NOT_FOUND: { description: 'What the input names does not exist, or the caller may not see it.' },
  SEATS_UNAVAILABLE: { description: 'Some of the seats are not to be had.' },
  LIMIT_EXCEEDED: { description: 'A limit was exceeded, such as the number of seats in one lock.' },
  SHOW_NOT_ON_SALE: { description: 'The show is not on sale now.' },
  LOCK_NOT_ACTIVE: { description: 'The seat lock has ended.' },
  BOOKING_NOT_PAYABLE: { description: 'The booking can not be paid in its present state.' },
  BOOKING_NOT_CANCELLABLE: { description: 'The booking can not be cancelled in its present state.' },
  PAYMENT_DECLINED: { description: 'The payment provider declined the payment.' },
  PAYMENT_IN_PROGRESS: { description: 'A payment of this booking is not decided yet.' },
  ILLEGAL_STATE: { description: 'What was asked for does not fit the present state.' },
  IDEMPOTENCY_CONFLICT: { description: 'The idempotency key was used before, with another input.' },
  SERVICE_UNAVAILABLE: { description: 'A part that is needed is away; trying again later helps.' },
};

export const ErrorCodeRef = builder.enumType('ErrorCode', {
  description: 'The kinds of expected failures, for programs.',
  values: CODES,
});

/**
 * Every error type implements it. A module declares its own with
 * `builder.objectType(ShowNotOnSaleError, { name: 'ShowNotOnSaleError', description, interfaces: [ErrorInterface], fields })`.
 */
export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description: 'An expected failure of a mutation.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What went wrong, for people.' }),
    code: t.expose('code', { type: ErrorCodeRef, description: 'What went wrong, for programs.' }),
  }),
});

const InputIssueRef = builder.objectRef<InputIssue>('InputIssue').implement({
  description: 'One problem of an input.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where in the input: `input.seatIds.3`.' }),
    message: t.exposeString('message', { description: 'What is wrong there.' }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'The input is not well-formed. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    issues: t.expose('issues', {
      type: [InputIssueRef],
      description: 'Every problem found, by its place in the input.',
    }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'Something that the input names does not exist, or the caller may not see it. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The place in the input that names it: `input.showId`.' }),
  }),
});

builder.objectType(IllegalStateError, {
  name: 'IllegalStateError',
  description: 'What was asked for does not fit the state of the thing. Nothing was changed.',
  interfaces: [ErrorInterface],
});

builder.objectType(IdempotencyConflictError, {
  name: 'IdempotencyConflictError',
  description: 'The idempotency key was used before, with another input. Nothing was changed.',
  interfaces: [ErrorInterface],
});

builder.objectType(ServiceUnavailableError, {
  name: 'ServiceUnavailableError',
  description: 'A part that the operation needs is away. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', { description: 'Try again after so many seconds.' }),
  }),
});
