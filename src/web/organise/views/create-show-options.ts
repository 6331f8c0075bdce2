import type { ViewContext } from '../../views/view-context.ts';
import type { CreateDesk } from '../create-desk.ts';
import type { FormTexts } from '../form-texts.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

/** What the steps of a new show are drawn with. */
export interface CreateShowOptions extends ViewContext {
  forms: FormTexts;
  words: OrganiserTexts;
  /** Of the show's currency: how many digits a price has. */
  exponent: number;
  desk: CreateDesk;
}
