import './card-panel.css';
import './room.css';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import { RoomDesk } from './room-desk.ts';
import { roomDeskTextsIn } from './room-texts.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { roomSection } from './views/room-section.ts';

/** The waiting room of a show: set up, watched, and changed while it runs. */
export function openRoomPanel(deps: ShowPanelDeps): ShowPanel {
  const { context, language, redraw, say, show } = deps;
  const words = () => roomDeskTextsIn(language());
  const desk = new RoomDesk({ ...deps, onChange: redraw, onNews: (news) => say(words().news[news]) });
  return {
    render: () =>
      roomSection({
        ...context(),
        words: words(),
        organiserWords: organiserTextsIn(language()),
        forms: formTextsIn(language()),
        locale: language(),
        desk,
        show: show(),
      }),
    statusChanged: () => void desk.refresh(),
    dispose: () => desk.dispose(),
  };
}
