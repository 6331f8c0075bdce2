import { OrganiserMails } from './organiser-mails.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { undeliveredMails } from './views/undelivered-mails.ts';

/** The mails that customers of the show did not get. */
export function openMailsPanel({
  office,
  show,
  context,
  language,
  redraw,
  say,
  onSignedOut,
}: ShowPanelDeps): ShowPanel {
  const words = () => organiserTextsIn(language());
  const mails = new OrganiserMails({
    showId: show().id,
    office,
    onChange: redraw,
    onSentAgain: ({ recipient }) => say(words().sentAgain(recipient)),
    onSignedOut,
  });
  return {
    render: () => undeliveredMails({ ...context(), words: words(), mails, timezone: show().venue.timezone }),
    dispose: () => mails.dispose(),
  };
}
