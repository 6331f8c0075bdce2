import './card-panel.css';
import './door.css';
import './bookings.css';

import { seatName } from '../../../packages/map/src/views/seat-names.ts';
import { backFromMap } from '../page-focus.ts';
import { bookingListTextsIn } from './booking-list-texts.ts';
import { BookingsDesk } from './bookings-desk.ts';
import { doorTextsIn } from './door-texts.ts';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { bookingsSection, countText, SECTION_ID } from './views/bookings-section.ts';
import { focusElement } from './views/form-field.ts';

/** The bookings of a show: found by who or what is known of them, opened, cancelled. */
export function openBookingsPanel(deps: ShowPanelDeps): ShowPanel {
  const { context, language, redraw, requests, say, hall, onSignedOut } = deps;
  const words = () => bookingListTextsIn(language());
  /** The seats of an exchange, as the map has them. */
  let drawn = '';
  const desk: BookingsDesk = new BookingsDesk({
    ...deps,
    requests,
    showId: deps.show().id,
    locale: () => context().locale,
    onChange() {
      const taken = desk.ticketDesk.takenIds.join();
      if (taken !== drawn) deps.recolor();
      drawn = taken;
      redraw();
    },
    onFound: (count) => say(countText({ ...context(), words: words() }, count)),
    onDone: ({ kind, name }) => {
      say(words().news[kind](name));
      if (kind === 'cancelled' || kind === 'changed') deps.tellPanels('bookings');
      // The button that had the focus is gone.
      if (kind === 'changed') focusElement(`${SECTION_ID}-title`);
    },
    onSignedOut,
  });
  return {
    render: () =>
      bookingsSection({
        ...context(),
        words: words(),
        organiserWords: organiserTextsIn(language()),
        doorWords: doorTextsIn(language()),
        language: language(),
        isCancelled: deps.show().status === 'CANCELLED',
        forms: formTextsIn(language()),
        desk,
        hall,
        onRefund: deps.refund,
        timezone: deps.show().venue.timezone,
      }),
    openBooking({ id, reference }) {
      void desk.find({ search: reference, status: null });
      void desk.open(id);
      document.getElementById(SECTION_ID)?.scrollIntoView();
      focusElement(`${SECTION_ID}-title`);
    },
    takeSeat(seat) {
      const outcome = desk.ticketDesk.take(seat);
      if (outcome === null) return false;
      const { texts } = context();
      const name = seatName(context(), seat);
      if (outcome === 'notFree') say(texts.cannotPick(name, texts.legend[deps.lookOf(seat)]));
      else say(outcome === 'taken' ? texts.picked(name) : texts.unpicked(name));
      if (outcome === 'taken') backFromMap();
      return true;
    },
    hasTaken: (seat) => desk.ticketDesk.hasTaken(seat),
    othersChanged: (changed) => changed === 'bookings' && void desk.refresh(),
    dispose: () => desk.dispose(),
  };
}
