import type { Refusal } from '../../api/box-office-types.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

/** Why something was refused, in the page's language; the server's words are English. */
export function refusalText(words: OrganiserTexts, { __typename, message, issues }: Refusal): string {
  const reason = Object.entries(words.reasons).find(([part]) => message.includes(part))?.[1];
  const known = reason ?? words.refusals[__typename];
  if (known !== undefined) return words.refused(known);
  const issue = issues?.[0]?.message;
  return issue === undefined ? words.refused(message) : words.refusedInput(issue);
}
