import type { ViewContext } from '../../views/view-context.ts';
import type { CancellationTexts } from '../cancellation-texts.ts';
import type { FormTexts } from '../form-texts.ts';
import type { OrganisedShow } from '../organiser-office.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import type { ShowDesk } from '../show-desk.ts';

/** What the controls of a show are drawn with. */
export interface ShowControlsOptions extends ViewContext {
  words: OrganiserTexts;
  cancellationWords: CancellationTexts;
  forms: FormTexts;
  show: OrganisedShow;
  desk: ShowDesk;
  /** The server's time, ms since 1970. */
  now: number;
}
