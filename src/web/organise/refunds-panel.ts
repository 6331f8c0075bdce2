import './card-panel.css';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import { refundTextsIn } from './refund-texts.ts';
import { type NamedBooking, RefundsDesk } from './refunds-desk.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { focusElement, focusField } from './views/form-field.ts';
import { AMOUNT, refundsSection, SECTION_ID, TITLE_ID } from './views/refunds-section.ts';

/** The refunds of a show: given by amount, with their state, and tried again when they fail. */
export function openRefundsPanel(deps: ShowPanelDeps): ShowPanel {
  const { context, language, redraw, say } = deps;
  const words = () => refundTextsIn(language());
  const desk = new RefundsDesk({
    ...deps,
    locale: language,
    onChange: redraw,
    onNews: ({ kind, amount }) => {
      say(words().news[kind](context().formats.money(amount)));
      deps.tellPanels('bookings');
    },
  });
  async function turnTo(booking: NamedBooking): Promise<void> {
    document.getElementById(SECTION_ID)?.scrollIntoView();
    if (await desk.choose(booking)) focusField(AMOUNT);
    else focusElement(TITLE_ID);
  }
  return {
    render: () => {
      desk.follow();
      return refundsSection({
        ...context(),
        words: words(),
        organiserWords: organiserTextsIn(language()),
        forms: formTextsIn(language()),
        locale: language(),
        desk,
        timezone: deps.show().venue.timezone,
      });
    },
    refundBooking: (booking) => void turnTo(booking),
    othersChanged: (changed) => changed === 'bookings' && void desk.refresh(),
    dispose: () => desk.dispose(),
  };
}
