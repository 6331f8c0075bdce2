import type { ViewContext } from '../../views/view-context.ts';
import type { CodeTexts } from '../code-texts.ts';
import type { CodesDesk } from '../codes-desk.ts';
import type { FormTexts } from '../form-texts.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

export interface CodesSectionOptions extends ViewContext {
  words: CodeTexts;
  organiserWords: OrganiserTexts;
  forms: FormTexts;
  /** BCP 47: of the page. */
  locale: string;
  desk: CodesDesk;
  venue: { city: string; timezone: string };
}
