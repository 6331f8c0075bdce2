/**
 * Expected failures. A service throws one of these; the GraphQL API turns it into the member of the same name of the
 * mutation's result union. Anything else that is thrown is a bug or an outage, and is masked from clients.
 */
export type ErrorCode = keyof ErrorCodes;

/** The codes of the errors below; a module adds its own beside its errors. */
export interface ErrorCodes {
  INVALID_INPUT: true;
  NOT_FOUND: true;
  LIMIT_EXCEEDED: true;
  ILLEGAL_STATE: true;
  IDEMPOTENCY_CONFLICT: true;
  SERVICE_UNAVAILABLE: true;
}

export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** What kind of problem an issue is, for whoever says it in another language; what is told in `ISSUE_CODES` of schema/errors.ts. */
export type IssueCode =
  | 'REQUIRED'
  | 'TOO_LONG'
  | 'TOO_MANY'
  | 'OUT_OF_RANGE'
  | 'MALFORMED'
  | 'UNKNOWN'
  | 'DUPLICATE'
  | 'TOO_EARLY'
  | 'TOO_LATE'
  | 'NOT_CHANGEABLE'
  | 'NOT_COMBINABLE'
  | 'OTHER';

export interface InputIssue {
  /** Where in the input: `input.seatIds.3`. */
  path: string;
  message: string;
  code: IssueCode;
  /** The bounds that the value has to keep, where there are such: of a text, or a list, of its length. */
  minimum?: number;
  maximum?: number;
  /** Of a duplicate: where the other one is. */
  relatedPath?: string;
}

/** As many are told; the issue after them says that there are more. */
export const MAX_ISSUES = 20;

/** The issues as they are told: the first MAX_ISSUES, and where there are more, one that says so. */
export function toldIssues(issues: readonly InputIssue[]): InputIssue[] {
  if (issues.length <= MAX_ISSUES) return [...issues];
  const path = issues[0]!.path.split('.', 1)[0]!;
  const message = `and more: the first ${MAX_ISSUES} problems are listed`;
  return [...issues.slice(0, MAX_ISSUES), { path, message, code: 'OTHER' }];
}

export class InvalidInputError extends DomainError {
  readonly code = 'INVALID_INPUT';
  readonly issues: InputIssue[];

  constructor(issues: readonly InputIssue[]) {
    super(summaryOf(issues));
    this.issues = toldIssues(issues);
  }
}

function summaryOf(issues: readonly InputIssue[]): string {
  if (issues.length === 1) return `${issues[0]!.path}: ${issues[0]!.message}`;
  return issues.length <= MAX_ISSUES
    ? `${issues.length} problems in the input.`
    : `More than ${MAX_ISSUES} problems in the input.`;
}

/** The thing does not exist, or the caller may not know that it does. `path` names the input that pointed to it. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
  readonly path: string;

  constructor(what: string, path: string) {
    super(`${what} not found.`);
    this.path = path;
  }
}

/** What was asked for does not fit the state of the thing. */
export class IllegalStateError extends DomainError {
  readonly code = 'ILLEGAL_STATE';
}

/** The idempotency key was used before, with another input. */
export class IdempotencyConflictError extends DomainError {
  readonly code = 'IDEMPOTENCY_CONFLICT';
}

/** A part that the operation needs is away; nothing was changed. */
export class ServiceUnavailableError extends DomainError {
  readonly code = 'SERVICE_UNAVAILABLE';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds = 2) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A limit of what one buyer or one network address may hold or do is reached; nothing was changed. */
export class LimitExceededError extends DomainError {
  readonly code = 'LIMIT_EXCEEDED';
  readonly limit: number;
  /** Null: waiting does not help. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, limit: number, retryAfterSeconds: number | null = null) {
    super(message);
    this.limit = limit;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The caller's network address has done that too often of late; nothing was changed. For what has no result union. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  readonly retryAfterSeconds: number;

  constructor(what: string, retryAfterSeconds: number) {
    super(`Too many ${what} from your network address. Try again in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const FORBIDDEN = {
  organisers: "Only organisers may do this: send an organiser's token (npm run token -- --role organiser).",
  organiserOfShow: "Only the organiser of the show and admins may do this: the show is another organiser's.",
};

/** The caller has no right to do that. At the top level of a result: missing rights are no member of result unions. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError';

  /** `allowed`: who may do it. */
  constructor(allowed: keyof typeof FORBIDDEN) {
    super(FORBIDDEN[allowed]);
  }
}
