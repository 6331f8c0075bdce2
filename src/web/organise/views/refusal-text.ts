import type { Refusal } from '../../api/box-office-types.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

/** Why something was refused, in the page's language; the server's words are English. */
export function refusalText(words: OrganiserTexts, { __typename, message, issues }: Refusal): string {
  return words.refused(words.refusals[__typename] ?? issues?.[0]?.message ?? message);
}
