import { newId } from '../../platform/ids.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import type { Show } from '../shows/show.ts';

export interface HoldRequest {
  principal: Principal;
  address: string | null;
  show: Pick<Show, 'id'>;
  isOrganiser: boolean;
  /** With their places in the list of exchanges. */
  seats: readonly { seatId: string; ticketTypeId: string | null; index: number }[];
}

/** Holds the seats that quotes are about: by locks like any, of who asks, which end with the quote. */
export class QuoteHolder {
  readonly #locks: Pick<LocksService, 'lockSeats' | 'holdAtDoor' | 'releaseLock'>;

  constructor(locks: Pick<LocksService, 'lockSeats' | 'holdAtDoor' | 'releaseLock'>) {
    this.#locks = locks;
  }

  /** A buyer's by all rules of a lock, an organiser's as for a sale at the box office. Null: no seats are asked for. Throws what these throw. */
  async hold({ principal, address, show, isOrganiser, seats }: HoldRequest): Promise<SeatLock | null> {
    if (seats.length === 0) return null;
    const choice = { showId: show.id, seats: seats.map(({ seatId, ticketTypeId }) => ({ seatId, ticketTypeId })) };
    try {
      return isOrganiser
        ? await this.#locks.holdAtDoor(principal, choice, newId('lock'))
        : await this.#locks.lockSeats(principal, choice, address);
    } catch (error) {
      throw error instanceof InvalidInputError ? inWordsOfChange(error, seats) : error;
    }
  }

  /** One that was taken, or has ended, stays as it is; one that can't be released just now ends by itself. */
  async release(principal: Principal, lockId: string | null): Promise<void> {
    if (lockId !== null) await this.#locks.releaseLock(principal, { lockId }).catch(() => undefined);
  }
}

/** Of a lock's input, in the words of a change's. */
function inWordsOfChange({ issues }: InvalidInputError, seats: HoldRequest['seats']): InvalidInputError {
  return new InvalidInputError(
    issues.map((issue) => {
      const [, index, field] = /^input\.seats\.(\d+)(?:\.(\w+))?/.exec(issue.path) ?? [];
      const seat = seats[Number(index)];
      if (!seat) return { ...issue, path: 'input.exchange' };
      return { ...issue, path: `input.exchange.${seat.index}.${field === 'ticketTypeId' ? field : 'toSeatId'}` };
    }),
  );
}
