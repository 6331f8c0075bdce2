import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { codeOpens, MAX_CODE, shownCode } from '../../../packages/map/src/element/code-entry.ts';
import { tooMany, wordsOfCodeReason } from '../../../packages/map/src/element/refusal-words.ts';
import type { SeatLock } from '../api/box-office-types.ts';
import { focusLater } from '../page-focus.ts';
import type { Problem } from '../purchase/problem.ts';
import type { PanelOptions } from './panel-options.ts';
import type { ViewContext } from './view-context.ts';

type CodeProblem = Extract<Problem, { kind: 'code' }>;

/** The promo code of what is held, or to be held: a field for it, or what the one that is applied saves, or opens. */
export function codeField(options: PanelOptions): TemplateResult {
  const { lock, problem, code } = options.purchase;
  const ofCode = problem?.kind === 'code' ? problem : null;
  if (lock === null && code.entered.code !== null) return enteredCode(options, code.entered.code, ofCode);
  return lock?.appliedCode ? appliedCode(options, lock, ofCode) : entry(options, ofCode);
}

/** What the code takes off: `SUMMER20: -€12.00`. */
export function codeSaves({ texts, formats }: ViewContext, { appliedCode: code, lines, total }: SeatLock): string {
  const discounts = lines.filter(({ kind }) => kind === 'DISCOUNT');
  const amount = discounts.reduce((sum, line) => sum + line.total.amount, 0);
  return amount === 0 ? texts.codeSavesNothing(code ?? '') : `${code}: ${formats.money({ ...total, amount })}`;
}

function entry({ texts, purchase }: PanelOptions, problem: CodeProblem | null): TemplateResult {
  const { code, busy } = purchase;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await code.apply();
    if (purchase.lock ? purchase.lock.appliedCode : code.entered.code) focusLater('.panel .code button');
  };
  return html`
    <details class="code" ?open=${problem !== null || code.draft !== ''}>
      <summary>${texts.haveCode}</summary>
      <form class="code-form" novalidate @submit=${submit}>
        <div class="field">
          <label for="field-code">${texts.promoCode}</label>
          <div class="code-entry">
            <input
              id="field-code"
              name="code"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck="false"
              enterkeyhint="done"
              maxlength=${MAX_CODE}
              .value=${live(code.draft)}
              @input=${(event: InputEvent) => code.type((event.target as HTMLInputElement).value)}
              aria-invalid=${problem !== null}
              aria-describedby="about-code"
            />
            <button type="submit" class="secondary" aria-disabled=${busy !== null}>
              ${busy === 'code' ? texts.working : texts.applyCode}
            </button>
          </div>
          <p id="about-code" class=${problem ? 'problem' : 'hint'} role=${problem ? 'alert' : nothing}>
            ${problem ? wordsFor(texts, problem) : nothing}
          </p>
        </div>
      </form>
    </details>
  `;
}

function appliedCode(options: PanelOptions, lock: SeatLock, problem: CodeProblem | null): TemplateResult {
  const words = { says: codeSaves(options, lock), why: problem && wordsOfApplied(options.texts, problem) };
  return takenCode(options, lock.appliedCode ?? '', words);
}

/** Of seats and places that are to be held with it. */
function enteredCode(options: PanelOptions, code: string, problem: CodeProblem | null): TemplateResult {
  const says = codeOpens(options, options.purchase.code.entered);
  return takenCode(options, shownCode(code), { says, why: problem && wordsFor(options.texts, problem) });
}

function takenCode(
  { texts, purchase }: PanelOptions,
  code: string,
  { says, why }: { says: string; why: string | null },
): TemplateResult {
  const remove = async () => {
    await purchase.code.remove();
    if (!(purchase.lock ? purchase.lock.appliedCode : purchase.code.entered.code)) focusLater('.panel .code summary');
  };
  return html`
    <div class="code applied-code">
      <span class="code-saves">${says}</span>
      <button
        type="button"
        class="quiet"
        aria-label=${texts.removeCodeNamed(code)}
        aria-disabled=${purchase.busy !== null}
        @click=${remove}
      >
        ${texts.removeCode}
      </button>
    </div>
    ${why === null ? nothing : html`<p class="problem" role="alert">${why}</p>`}
  `;
}

/** Of the code that was entered. */
function wordsFor(texts: ViewContext['texts'], { reason, retryAfterSeconds = 1 }: CodeProblem): string {
  return reason === 'TOO_MANY_TRIES' ? tooMany(texts, retryAfterSeconds) : wordsOfCodeReason(texts, reason);
}

/** Of the one that the hold has: more tickets are not to be had with it, or it has run out before it was used. */
function wordsOfApplied(texts: ViewContext['texts'], problem: CodeProblem): string {
  const { reason, isOfChange = false } = problem;
  const before = isOfChange ? `${texts.notAdded} ` : '';
  if (reason === 'SEATS_NEED_CODE') return `${before}${texts.seatsNeedCode}`;
  const why = isOfChange || reason === 'TOO_MANY_TICKETS' ? wordsFor(texts, problem) : texts.codeGone;
  return `${before}${why} ${texts.removeCodeToGoOn}`;
}
