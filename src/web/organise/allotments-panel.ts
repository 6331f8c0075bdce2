import './card-panel.css';
import './allotments.css';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { allotmentTextsIn } from './allotment-texts.ts';
import { AllotmentsDesk } from './allotments-desk.ts';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { allotmentsSection, newsText } from './views/allotments-section.ts';

/** The parts of the house that are not for everyone: set aside from the selected seats, drawn on the map in their colours. */
export function openAllotmentsPanel(deps: ShowPanelDeps): ShowPanel {
  const { hall, context, language, redraw, recolor, say } = deps;
  const words = () => allotmentTextsIn(language());
  const desk = new AllotmentsDesk({
    ...deps,
    onChange: redraw,
    onSeats: recolor,
    onNews: (news) => {
      say(newsText(words(), news));
      deps.tellPanels('allotments');
    },
  });
  const select = (seatIds: readonly string[]) =>
    deps.select(seatIds.map((id) => hall.byId.get(id)).filter((seat): seat is HallSeat => seat !== undefined));
  return {
    render: () =>
      allotmentsSection({
        ...context(),
        words: words(),
        organiserWords: organiserTextsIn(language()),
        forms: formTextsIn(language()),
        desk,
        hall,
        venue: deps.show().venue,
        stateOf: deps.stateOf,
        onSelect: select,
      }),
    tintOf: ({ id }) => desk.ofSeat(id)?.color ?? null,
    partsOfHouse: () => desk.present.filter(({ seats }) => seats.length > 0),
    setAsideIn: ({ id }) => desk.ofSeat(id)?.name ?? null,
    statusChanged: () => void desk.refresh(),
    othersChanged: () => void desk.refresh(),
    dispose: () => desk.dispose(),
  };
}
