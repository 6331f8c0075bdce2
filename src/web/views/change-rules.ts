import { html, nothing, type TemplateResult } from 'lit-html';
import type { Money, Show } from '../api/box-office-types.ts';
import { endOfRule } from '../purchase/ticket-returns.ts';
import type { ViewContext } from './view-context.ts';

export interface ChangeRulesOptions extends ViewContext {
  show: Pick<Show, 'startsAt' | 'status' | 'venue' | 'changeRules' | 'fees'>;
  /** The server's time, ms since 1970. */
  now: number;
}

/** What the show lets buyers do with tickets that they have, and what that costs, for who is about to pay and who has paid; nothing of what is over. */
export function changeRules(options: ChangeRulesOptions): TemplateResult | typeof nothing {
  const sentences = changeSentences(options);
  return sentences.length === 0 ? nothing : html`<p class="muted change-rules">${sentences.join(' ')}</p>`;
}

export function changeSentences({ texts, formats, show, now }: ChangeRulesOptions): string[] {
  const { returnsUntil, exchangesUntil, returnFee, exchangeFee, keepsFees } = show.changeRules;
  if (show.status === 'CANCELLED') return [];
  const rule = (until: string | null, fee: Money, say: (time: string) => string): string[] => {
    if (until === null) return [];
    const ends = endOfRule(until, show.startsAt);
    if (now >= ends) return [];
    const said = say(formats.moment(new Date(ends).toISOString(), show.venue.timezone));
    return [fee.amount > 0 ? texts.ruleFee(said, formats.money(fee)) : texts.ruleFree(said)];
  };
  const returns = rule(returnsUntil, returnFee, texts.returnsRule);
  const exchanges = rule(exchangesUntil, exchangeFee, texts.exchangesRule);
  const feesStay = returns.length > 0 && keepsFees && show.fees.length > 0;
  return [...returns, ...exchanges, ...(feesStay ? [texts.feesStay] : [])];
}
