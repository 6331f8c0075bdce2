import './card-panel.css';
import './codes.css';
import { codeTextsIn } from './code-texts.ts';
import { CodesDesk } from './codes-desk.ts';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { codesSection } from './views/codes-section.ts';

/** The promo codes of a show: made, changed and ended, with how often each was used. */
export function openCodesPanel(deps: ShowPanelDeps): ShowPanel {
  const { context, language, redraw, say } = deps;
  const words = () => codeTextsIn(language());
  const desk = new CodesDesk({
    ...deps,
    locale: language,
    onChange: redraw,
    onNews: ({ kind, code }) => say(words().news[kind](code)),
  });
  return {
    render: () =>
      codesSection({
        ...context(),
        words: words(),
        organiserWords: organiserTextsIn(language()),
        forms: formTextsIn(language()),
        locale: language(),
        desk,
        venue: deps.show().venue,
      }),
    statusChanged: () => void desk.refresh(),
    othersChanged: () => void desk.refresh(),
    dispose: () => desk.dispose(),
  };
}
