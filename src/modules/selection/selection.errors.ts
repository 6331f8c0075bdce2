import { DomainError } from '../../shared/errors.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    NOT_ENOUGH_SEATS: true;
  }
}

/** Fewer free seats are as asked for than were asked for; nothing was held. */
export class NotEnoughSeatsError extends DomainError {
  readonly code = 'NOT_ENOUGH_SEATS';
  readonly available: number;

  constructor(available: number) {
    super(available === 0 ? 'No such seats are available.' : `Only ${available} such seats are available.`);
    this.available = available;
  }
}
