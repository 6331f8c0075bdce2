import { newId } from '../../platform/ids.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { preferredLocale } from '../../shared/text/language.ts';
import type { Booking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import type { DoorTerms } from '../bookings/booking-maker.ts';
import { type Customer, newBookingId } from '../bookings/booking-record.ts';
import type { BookingOrigin, BookingsService } from '../bookings/bookings.service.ts';
import { type DoorCustomerInput, parseDoorCustomer } from '../bookings/customer.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { checkDoorChoice, type DoorChoice } from '../locks/door-holder.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import { DOOR_PROVIDER_OF, type PaidDoorMethod, payAtDoor } from '../payments/door-payment.ts';

/** How it is paid at the box office; FREE: it is given away. */
export type DoorMethod = PaidDoorMethod | 'FREE';

export interface SellAtBoxOfficeInput extends DoorChoice {
  /** Without, or where it tells no address: nothing is sent to anyone. */
  customer?: DoorCustomerInput | null | undefined;
  method: DoorMethod;
  idempotencyKey?: string | null | undefined;
}

export interface DoorSalesService {
  /**
   * Sells seats and places at the box office, for the organiser of their show: held, booked, paid and CONFIRMED at once, with their tickets, or
   * nothing of it. Seats and places of allotments may be among them; neither the sales window nor what a buyer may hold is asked. Throws
   * InvalidInputError, NotFoundError (show), ForbiddenError, ShowNotOnSaleError (a draft, closed, cancelled), SeatsUnavailableError,
   * IdempotencyConflictError, ServiceUnavailableError.
   */
  sell(principal: Principal, input: SellAtBoxOfficeInput, origin?: BookingOrigin): Promise<Booking>;
}

export interface DoorSalesServiceDeps {
  locks: Pick<LocksService, 'holdAtDoor' | 'readLock' | 'releaseLock'>;
  bookings: Pick<BookingsService, 'bookAtDoor' | 'readBooking'>;
  cache: BookingCache;
  idempotency: Idempotency;
  /** Of customers whose locale nothing tells. */
  defaultLocale: string;
}

export function createDoorSalesService(deps: DoorSalesServiceDeps): DoorSalesService {
  return new DoorSales(deps);
}

class DoorSales implements DoorSalesService {
  readonly #deps: DoorSalesServiceDeps;

  constructor(deps: DoorSalesServiceDeps) {
    this.#deps = deps;
  }

  async sell(
    principal: Principal,
    input: SellAtBoxOfficeInput,
    { address = null, acceptLanguage }: BookingOrigin = {},
  ): Promise<Booking> {
    const { bookings, idempotency, defaultLocale } = this.#deps;
    const locale = preferredLocale(acceptLanguage) ?? defaultLocale;
    const parsed = parseDoorCustomer(input.customer ?? {}, { path: 'input.customer', locale });
    if ('issues' in parsed) throw new InvalidInputError(parsed.issues);
    checkDoorChoice(input);
    const { bookingId } = await idempotency.once(
      {
        principal,
        address,
        operation: 'sellAtBoxOffice',
        key: input.idempotencyKey,
        input,
        newSubjectId: newBookingId,
      },
      async (subjectId) => {
        await this.#sell(principal, input, { bookingId: subjectId, customer: parsed.customer });
        return { bookingId: subjectId };
      },
    );
    return found(await bookings.readBooking(bookingId));
  }

  async #sell(
    principal: Principal,
    input: SellAtBoxOfficeInput,
    sale: { bookingId: string; customer: Customer },
  ): Promise<void> {
    const { bookings, locks } = this.#deps;
    const lock = await this.#hold(principal, input, sale.bookingId);
    try {
      await bookings.bookAtDoor(lock, sale, this.#termsOf(input.method));
    } catch (error) {
      // Else its seats would be held until the hold's end. One that was booked after all is not released.
      await locks.releaseLock(principal, { lockId: lock.id }).catch(() => undefined);
      throw error;
    }
  }

  /** An earlier try of the same request may have got this far; where its hold has ended meanwhile, the seats are held anew. */
  async #hold(principal: Principal, input: SellAtBoxOfficeInput, bookingId: string): Promise<SeatLock> {
    const { locks } = this.#deps;
    const lock = await locks.holdAtDoor(principal, input, bookingId.replace(/^booking_/, 'lock_'));
    const isUsable = lock.bookingId === bookingId || (lock.status === 'ACTIVE' && lock.remaining_ms > 0);
    return isUsable ? lock : await locks.holdAtDoor(principal, input, newId('lock'));
  }

  #termsOf(method: DoorMethod): DoorTerms {
    const { cache } = this.#deps;
    return {
      isFree: method === 'FREE',
      async pay(tx, due) {
        if (method === 'FREE') throw new Error(`booking ${due.bookingId} is free and was to be paid`);
        await payAtDoor(tx, cache, { paymentId: newId('payment'), provider: DOOR_PROVIDER_OF[method], ...due });
      },
    };
  }
}
