import './card-panel.css';
import './statement.css';
import './wide-table.css';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { StatementDesk } from './statement-desk.ts';
import { statementTextsIn } from './statement-texts.ts';
import { periodText, statementSection } from './views/statement-section.ts';

/** What the show has taken and given back. */
export function openStatementPanel(deps: ShowPanelDeps): ShowPanel {
  const { context, language, redraw, say } = deps;
  const words = () => statementTextsIn(language());
  const desk = new StatementDesk({
    ...deps,
    onChange: redraw,
    onShown: (days) => say(words().of(periodText(words(), language(), days))),
  });
  return {
    render: () =>
      statementSection({ ...context(), words: words(), locale: language(), desk, city: deps.show().venue.city }),
    dispose: () => {},
  };
}
