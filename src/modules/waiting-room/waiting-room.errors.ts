import { sqlStateOf } from '../../platform/postgres/database.ts';
import { DomainError } from '../../shared/errors.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    NOT_ADMITTED: true;
  }
}

/** The show has a waiting room, and the caller is not admitted; nothing was changed. */
export class NotAdmittedError extends DomainError {
  readonly code = 'NOT_ADMITTED';
  readonly showId: string;

  constructor(showId: string) {
    super('This show has a waiting room: seats can be held once you are admitted.');
    this.showId = showId;
  }
}

/** As the function assert_admitted raises it. */
const NOT_ADMITTED = '55W02';

/** Whether a hold was not written because its buyer is not admitted. */
export function isNotAdmitted(error: unknown): boolean {
  return sqlStateOf(error) === NOT_ADMITTED;
}
