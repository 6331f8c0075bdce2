import './card-panel.css';
import './door.css';
import { DoorDesk } from './door-desk.ts';
import { doorTextsIn } from './door-texts.ts';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { doorSection } from './views/door-section.ts';

/** Sells what is selected at the box office, and shows the tickets to be printed. */
export function openDoorPanel(deps: ShowPanelDeps): ShowPanel {
  const { context, language, redraw, say, hall } = deps;
  const words = () => doorTextsIn(language());
  const desk = new DoorDesk({
    ...deps,
    onChange: redraw,
    onSold: ({ tickets, reference }) => {
      say(words().sold(tickets.length, reference));
      deps.tellPanels('bookings');
    },
  });
  return {
    render: () =>
      doorSection({
        ...context(),
        words: words(),
        organiserWords: organiserTextsIn(language()),
        forms: formTextsIn(language()),
        desk,
        hall,
        show: deps.show(),
        colorOf: deps.colorOf,
      }),
    statusChanged: () => void desk.refresh(),
    othersChanged: () => void desk.refresh(),
    dispose: () => desk.dispose(),
  };
}
