import { html, nothing, type TemplateResult } from 'lit-html';
import { tooMany } from '../../../packages/map/src/element/refusal-words.ts';
import type { Texts } from '../i18n/texts-en.ts';
import type { Problem } from '../purchase/problem.ts';
import type { ViewContext } from './view-context.ts';

/** What stands in the way, where it is read out at once. What is about fields or seats stands at them. */
export function problemNotice({ texts }: ViewContext, problem: Problem | null): TemplateResult | typeof nothing {
  if (!problem || problem.kind === 'customer' || problem.kind === 'seatsGone' || problem.kind === 'orphans') {
    return nothing;
  }
  return html`<p class="problem" role="alert">${wordsFor(texts, problem)}</p>`;
}

function wordsFor(texts: Texts, problem: Exclude<Problem, { kind: 'customer' | 'seatsGone' | 'orphans' }>): string {
  switch (problem.kind) {
    case 'unreachable':
      return texts.unreachable;
    case 'unavailable':
      return texts.unavailable(problem.retryAfterSeconds);
    case 'tooMany':
      return tooMany(texts, problem.retryAfterSeconds);
    case 'atMost':
      return texts.atMost(problem.max);
    case 'addedGone':
      return texts.addedGone;
    case 'noAlternatives':
      return texts.noAlternatives;
    case 'declined':
      return problem.failureCode === 'insufficient_funds' ? texts.insufficientFunds : texts.declined;
    case 'orderEnded':
      return texts.orderEnded;
    case 'notOnSale':
      return texts.notOnSale;
    case 'notCancellable':
      return texts.notCancellable;
    case 'refused':
      return texts.refused;
  }
}
