import { DomainError, ServiceUnavailableError } from '../../shared/errors.ts';

/** What is kept of the first request with a key, for those that come after it. */
export type Answer = { value: object } | { error: StoredError };

export interface StoredError {
  name: string;
  message: string;
  fields: Record<string, unknown>;
  /** Those of the fields that are a Date: JSON has none. */
  dates: string[];
}

/** A DomainError that an operation may throw, as what it comes back. */
export interface ErrorClass {
  name: string;
  prototype: DomainError;
}

/** A refusal that is larger is not kept: a retry is decided anew. Nothing was changed by it. */
const MAX_ANSWER_BYTES = 4 * 1024;

/** What a retry is answered after that failure; null when it is to try again. */
export function refusalOf(error: unknown): Answer | null {
  if (!(error instanceof DomainError) || error instanceof ServiceUnavailableError || isPassing(error)) return null;
  const answer = { error: storedFormOf(error) };
  return Buffer.byteLength(JSON.stringify(answer)) <= MAX_ANSWER_BYTES ? answer : null;
}

/** It says itself when to try again. */
function isPassing(error: DomainError): boolean {
  return 'retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number';
}

function storedFormOf(error: DomainError): StoredError {
  const fields = { ...error };
  const dates = Object.entries(fields).flatMap(([field, value]) => ((value as unknown) instanceof Date ? [field] : []));
  return { name: error.name, message: error.message, fields, dates };
}

/** Makes stored errors into what they were. */
export class StoredErrors {
  readonly #prototypes: ReadonlyMap<string, DomainError>;

  constructor(errorClasses: readonly ErrorClass[]) {
    this.#prototypes = new Map(errorClasses.map(({ name, prototype }) => [name, prototype]));
  }

  restore({ name, message, fields, dates }: StoredError): DomainError {
    const prototype = this.#prototypes.get(name);
    if (!prototype) throw new Error(`stored error ${name} is not a known kind`);
    const dateFields = Object.fromEntries(dates.map((field) => [field, new Date(fields[field] as string)]));
    const error = Object.assign(Object.create(prototype) as DomainError, fields, dateFields, { name });
    Object.defineProperty(error, 'message', { value: message, configurable: true, writable: true });
    return error;
  }
}
