import type { Hall } from '../../../../packages/map/src/hall/hall.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { BookingListTexts } from '../booking-list-texts.ts';
import type { BookingsDesk } from '../bookings-desk.ts';
import type { FormTexts } from '../form-texts.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

export interface BookingsSectionOptions extends ViewContext {
  words: BookingListTexts;
  organiserWords: OrganiserTexts;
  forms: FormTexts;
  desk: BookingsDesk;
  hall: Hall;
  timezone: string;
  /** An amount of the booking is to be refunded. */
  onRefund(booking: { id: string; reference: string }): void;
}
