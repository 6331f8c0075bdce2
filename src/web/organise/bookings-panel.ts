import './card-panel.css';
import './bookings.css';
import { bookingListTextsIn } from './booking-list-texts.ts';
import { BookingsDesk } from './bookings-desk.ts';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { bookingsSection, countText, SECTION_ID } from './views/bookings-section.ts';
import { focusElement } from './views/form-field.ts';

/** The bookings of a show: found by who or what is known of them, opened, cancelled. */
export function openBookingsPanel(deps: ShowPanelDeps): ShowPanel {
  const { context, language, redraw, requests, say, hall, onSignedOut } = deps;
  const words = () => bookingListTextsIn(language());
  const desk = new BookingsDesk({
    requests,
    showId: deps.show().id,
    onChange: redraw,
    onFound: (count) => say(countText({ ...context(), words: words() }, count)),
    onDone: ({ kind, name }) => {
      say(words().news[kind](name));
      if (kind === 'cancelled') deps.tellPanels('bookings');
    },
    onSignedOut,
  });
  return {
    render: () =>
      bookingsSection({
        ...context(),
        words: words(),
        organiserWords: organiserTextsIn(language()),
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
    othersChanged: (changed) => changed === 'bookings' && void desk.refresh(),
    dispose: () => desk.dispose(),
  };
}
