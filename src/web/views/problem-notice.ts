import { html, nothing, type TemplateResult } from 'lit-html';
import { tooMany } from '../../../packages/map/src/element/refusal-words.ts';
import { leftWords } from '../../../packages/map/src/views/area-steps.ts';
import type { Problem } from '../purchase/problem.ts';
import type { ViewContext } from './view-context.ts';

/** What stands in the way, where it is read out at once. What is about fields or seats stands at them. */
export function problemNotice(context: ViewContext, problem: Problem | null): TemplateResult | typeof nothing {
  if (!problem || isSaidElsewhere(problem)) return nothing;
  return html`<p class="problem" role="alert">${wordsFor(context, problem)}</p>`;
}

type ProblemElsewhere = Extract<Problem, { kind: 'customer' | 'code' | 'seatsGone' | 'orphans' }>;

function isSaidElsewhere(problem: Problem): problem is ProblemElsewhere {
  const { kind } = problem;
  return kind === 'customer' || kind === 'code' || kind === 'seatsGone' || kind === 'orphans';
}

function wordsFor(context: ViewContext, problem: Exclude<Problem, ProblemElsewhere>): string {
  const { texts } = context;
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
    case 'placesGone':
      return problem.areas.map(({ name, available }) => leftWords(context, name, available)).join(' ');
    case 'noAlternatives':
      return texts.noAlternatives;
    case 'declined':
      return problem.failureCode === 'insufficient_funds' ? texts.insufficientFunds : texts.declined;
    case 'noForm':
      return texts.noPaymentForm;
    case 'orderEnded':
      return texts.orderEnded;
    case 'notOnSale':
      return texts.notOnSale;
    case 'notAdmitted':
      return texts.notAdmitted;
    case 'notCancellable':
      return texts.notCancellable;
    case 'lessGoesBack':
      return problem.refund.amount === 0
        ? texts.nothingGoesBack
        : texts.lessGoesBack(context.formats.money(problem.refund));
    case 'notReturnable':
      return texts.notReturnable;
    case 'quoteOver':
      return texts.quoteOver;
    case 'paidTooLate':
      return texts.paidTooLate;
    case 'refused':
      return texts.refused;
  }
}
