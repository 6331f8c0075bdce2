import type { ProofChallenge } from './proof-of-work.ts';
import type { SeatMapError, SeatMapErrorCode } from './seat-map-error.ts';

/** What went wrong with a request, or with following what it has made. New ones may come. */
export type ApiErrorCode =
  | Exclude<SeatMapErrorCode, 'SHOW_NOT_FOUND'>
  /** There is no such thing, or it is not this caller's. */
  | 'NOT_FOUND'
  /** Too much of that came from this address of late: `retryAfterSeconds` says how long to wait. */
  | 'RATE_LIMITED'
  /** Another request of the same store is on its way. Nothing was sent. */
  | 'BUSY'
  /** What was asked for makes no sense as things are, such as to pay where there is no booking. Nothing was sent. */
  | 'NOTHING_TO_DO';

export interface ApiErrorDetails {
  code: ApiErrorCode;
  message: string;
  isFinal?: boolean;
  retryAfterSeconds?: number | null;
  serverCode?: string | null;
  challenge?: ProofChallenge | null;
  cause?: unknown;
}

/**
 * Why there is no answer to a request, as opposed to a refusal, which is one. The message is for developers. Whether a mutation
 * had its effect is open; sent again with the same input it has it once.
 */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** Another attempt would not help. */
  readonly isFinal: boolean;
  /** After which another attempt makes sense, where the server says so. */
  readonly retryAfterSeconds: number | null;
  /** `extensions.code` of the server's error, if that is what it was. */
  readonly serverCode: string | null;
  /** Of `PROOF_REQUIRED`: what to solve. */
  readonly challenge: ProofChallenge | null;

  constructor(details: ApiErrorDetails) {
    const { code, message, isFinal = false, retryAfterSeconds = null, serverCode = null, challenge = null } = details;
    const { cause } = details;
    super(message, cause === undefined ? {} : { cause });
    this.name = 'ApiError';
    this.code = code;
    this.isFinal = isFinal;
    this.retryAfterSeconds = retryAfterSeconds;
    this.serverCode = serverCode;
    this.challenge = challenge;
  }
}

/** The same of what was met on a WebSocket, or in asking for a token, which may have been asked for at the server. */
export function apiErrorOf({ code, message, isFinal, serverCode, cause }: SeatMapError): ApiError {
  if (code === 'TOKEN_FAILED' && cause instanceof ApiError) return cause;
  return new ApiError({
    ...{ message, isFinal, serverCode, cause },
    code: code === 'SHOW_NOT_FOUND' ? 'NOT_FOUND' : code,
  });
}

/** What something of ours has thrown or rejected with. */
export function asApiError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : new ApiError({ code: 'PROTOCOL', message: String(cause), cause });
}
