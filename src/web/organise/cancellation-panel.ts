import './card-panel.css';
import './cancellation.css';
import { CancellationDesk } from './cancellation-desk.ts';
import { cancellationTextsIn } from './cancellation-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { cancellationSection } from './views/cancellation-section.ts';

/** What becomes of the bookings of a cancelled show. */
export function openCancellationPanel(deps: ShowPanelDeps): ShowPanel {
  const { context, language, redraw, say } = deps;
  const words = () => cancellationTextsIn(language());
  const desk = new CancellationDesk({
    ...deps,
    onChange: redraw,
    onProgress: () => deps.tellPanels('bookings'),
    onNews: (news) => say(news === 'finished' ? words().finished : words().refunding),
  });
  return {
    render: () =>
      cancellationSection({ ...context(), words: words(), organiserWords: organiserTextsIn(language()), desk }),
    statusChanged: () => desk.look(),
    dispose: () => desk.dispose(),
  };
}
