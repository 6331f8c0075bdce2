import { html, nothing, type TemplateResult } from 'lit-html';
import type { ViewContext } from '../../views/view-context.ts';
import { type Cancellation, type CancellationDesk, isAllCancelled } from '../cancellation-desk.ts';
import type { CancellationTexts } from '../cancellation-texts.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import { cancelDialog } from './cancel-dialog.ts';
import { focusElement } from './form-field.ts';
import { refusalText } from './refusal-text.ts';

export interface CancellationSectionOptions extends ViewContext {
  words: CancellationTexts;
  organiserWords: OrganiserTexts;
  desk: CancellationDesk;
}

const TITLE_ID = 'cancellation-title';

/** How far the cancellation of the bookings is; of a show that was cancelled without them, a button that does it. */
export function cancellationSection(options: CancellationSectionOptions): TemplateResult | typeof nothing {
  const { words, desk } = options;
  const { cancellation, standing } = desk;
  if (cancellation === null && standing === 0) return nothing;
  return html`
    <section class="panel card-panel cancellation" id="cancellation" aria-labelledby=${TITLE_ID}>
      <h2 id=${TITLE_ID} tabindex="-1">${words.title}</h2>
      ${problem(options)} ${cancellation ? progress(options, cancellation) : offer(options)}
    </section>
  `;
}

function offer(options: CancellationSectionOptions): TemplateResult {
  const { words, formats, desk } = options;
  const { title, body, yes, open } = words.later;
  return html`
    <p>${words.standing(formats.count(desk.standing))}</p>
    <div class="card-actions">
      <button type="button" class="secondary" aria-haspopup="dialog" aria-disabled=${desk.isBusy} @click=${() => desk.ask(true)}>
        ${open}
      </button>
    </div>
    ${
      desk.isAsked
        ? cancelDialog({
            ...options,
            terms: desk.terms,
            title,
            body,
            yes,
            choices: ['FULL', 'WITHOUT_FEES', 'NONE'],
            onAnswer: (isYes) => {
              desk.ask(false);
              if (isYes) void desk.cancel().then(() => focusElement(TITLE_ID));
            },
          })
        : nothing
    }
  `;
}

function progress(options: CancellationSectionOptions, cancellation: Cancellation): TemplateResult {
  const { words, formats } = options;
  const { bookings, cancelled, refundsPending, refundsSucceeded, refundsFailed, refunded, reason, refund } =
    cancellation;
  const refunds = refundsPending + refundsSucceeded + refundsFailed;
  return html`
    <p>${stateText(words, cancellation)}</p>
    ${bar(options, words.cancelled, cancelled, bookings)}
    ${refunds === 0 ? nothing : bar(options, words.refunds, refundsSucceeded, refunds)}
    <dl>
      <div><dt>${words.chosen}</dt><dd>${words.choices[refund].name}</dd></div>
      ${reason ? html`<div><dt>${words.reason}</dt><dd>${reason}</dd></div>` : nothing}
      ${refunded.amount === 0 ? nothing : html`<div><dt>${words.refunded}</dt><dd><b>${formats.money(refunded)}</b></dd></div>`}
      ${refundsFailed === 0 ? nothing : html`<div><dt>${words.failed}</dt><dd><b>${formats.count(refundsFailed)}</b></dd></div>`}
    </dl>
    ${cancellation.refundsByHand === 0 ? nothing : handed(options, cancellation)}
  `;
}

function stateText(words: CancellationTexts, cancellation: Cancellation): string {
  if (!isAllCancelled(cancellation)) return words.under;
  if (cancellation.finishedAt === null) return words.refunding;
  if (cancellation.refundsFailed > 0) return words.failedLeft;
  return cancellation.refundsByHand > 0 ? words.handOver : words.finished;
}

function bar({ words, formats }: CancellationSectionOptions, label: string, done: number, all: number): TemplateResult {
  const text = words.of(formats.count(done), formats.count(all));
  return html`
    <label class="progress">
      <span>${label} <b>${text}</b></span>
      <progress .value=${done} max=${Math.max(all, 1)}>${text}</progress>
    </label>
  `;
}

function handed(
  { words, organiserWords, formats, desk }: CancellationSectionOptions,
  { amountByHand }: Cancellation,
): TemplateResult {
  return html`
    <details id="by-hand">
      <summary>${words.toHandOver(formats.money(amountByHand))}</summary>
      <ul class="by-hand">
        ${desk.byHand.map(
          ({ amount, booking }) => html`
            <li><b>${booking?.reference ?? ''}</b> ${booking ? booking.customer.name || organiserWords.noName : ''} <span>${formats.money(amount)}</span></li>
          `,
        )}
      </ul>
      ${desk.hasMoreByHand ? html`<p class="muted">${words.more}</p>` : nothing}
    </details>
  `;
}

function problem({ organiserWords, desk }: CancellationSectionOptions): TemplateResult | typeof nothing {
  if (desk.refusal) return html`<p class="problem" role="alert">${refusalText(organiserWords, desk.refusal)}</p>`;
  return desk.isUnreachable ? html`<p class="problem" role="alert">${organiserWords.unreachable}</p>` : nothing;
}
