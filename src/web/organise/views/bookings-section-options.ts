import type { Hall } from '../../../../packages/map/src/hall/hall.ts';
import type { Language } from '../../i18n/language.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { BookingListTexts } from '../booking-list-texts.ts';
import type { BookingsDesk } from '../bookings-desk.ts';
import type { DoorTexts } from '../door-texts.ts';
import type { FormTexts } from '../form-texts.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

export interface BookingsSectionOptions extends ViewContext {
  words: BookingListTexts;
  organiserWords: OrganiserTexts;
  doorWords: DoorTexts;
  forms: FormTexts;
  language: Language;
  /** Of the show: whoever cancelled it has said what becomes of its bookings. */
  isCancelled: boolean;
  desk: BookingsDesk;
  hall: Hall;
  timezone: string;
  /** An amount of the booking is to be refunded. */
  onRefund(booking: { id: string; reference: string }): void;
}
