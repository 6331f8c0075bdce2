import { html, nothing, type TemplateResult } from 'lit-html';
import { confirmDialog } from '../../views/confirm-dialog.ts';
import { isSalesTimeOver } from '../../views/sales-panel.ts';
import { CONTROLS_TITLE } from '../organiser-route.ts';
import type { FinalAction, ShowAction, ShowDesk } from '../show-desk.ts';
import { cancelDialog } from './cancel-dialog.ts';
import { refusalText } from './refusal-text.ts';
import { saleStatus } from './sale-status.ts';
import { seatRules } from './seat-rules.ts';
import type { ShowControlsOptions } from './show-controls-options.ts';
import { showLinks } from './show-links.ts';

/** Where the show's sales stand, and what its organiser can do about them. */
export function showControls(options: ShowControlsOptions): TemplateResult {
  const { words, show, desk, now } = options;
  return html`
    <section class="panel show-controls" id="show-controls" aria-labelledby=${CONTROLS_TITLE}>
      <div class="panel-head">
        <h2 id=${CONTROLS_TITLE} tabindex="-1">${words.theShow}</h2>
        <span class="tag" data-status=${show.status}>${saleStatus(words, show, now)}</span>
      </div>
      ${problem(options)}
      ${whyNotToPublish(options) ? html`<p class="hint" id=${WHY_NOT_ID}>${whyNotToPublish(options)}</p>` : nothing}
      <div class="show-actions">${desk.actions.map((action) => actionButton(options, action))}</div>
      ${showLinks(options)} ${seatRules(options)} ${desk.asked ? askFor(options, desk.asked) : nothing}
    </section>
  `;
}

const WHY_NOT_ID = 'why-not-publish';

/** What the server would answer to putting the show on sale; null: it would do so, or that is not to be done now. */
function whyNotToPublish({ words, show, desk, now }: ShowControlsOptions): string | null {
  return desk.actions.includes('publish') && isSalesTimeOver(show, now) ? words.salesTimeOver : null;
}

function actionButton(options: ShowControlsOptions, action: ShowAction): TemplateResult {
  const { words, show, desk } = options;
  const isRefused = action === 'publish' && whyNotToPublish(options) !== null;
  const isFinal = action === 'close' || action === 'cancel';
  const press = async () => {
    if (desk.isBusy || isRefused) return;
    if (isFinal) desk.ask(action);
    else await actAndStay(desk, action);
  };
  const text = action === 'publish' && show.status === 'PAUSED' ? words.resume : words.actions[action];
  return html`
    <button
      type="button"
      class="secondary"
      aria-disabled=${desk.isBusy || isRefused}
      aria-describedby=${isRefused ? WHY_NOT_ID : nothing}
      aria-haspopup=${isFinal ? 'dialog' : nothing}
      @click=${press}
    >
      ${text}
    </button>
  `;
}

function askFor(options: ShowControlsOptions, action: FinalAction): TemplateResult {
  const { words, desk } = options;
  const onAnswer = (isYes: boolean) => {
    desk.ask(null);
    if (isYes) void actAndStay(desk, action);
  };
  if (action === 'close') return confirmDialog({ ...words.ask.close, no: words.keep, onAnswer });
  return cancelDialog({
    ...options,
    ...words.ask.cancel,
    words: options.cancellationWords,
    terms: desk.cancelTerms,
    choices: ['FULL', 'WITHOUT_FEES', 'NONE', 'LATER'],
    onAnswer,
  });
}

/** The button may be gone with what it did: the keyboard goes on from the section's beginning. */
async function actAndStay(desk: ShowDesk, action: ShowAction): Promise<void> {
  await desk.act(action);
  document.getElementById(CONTROLS_TITLE)?.focus({ preventScroll: true });
}

function problem({ words, desk }: ShowControlsOptions): TemplateResult | typeof nothing {
  const { refusal } = desk;
  if (refusal) {
    return html`<p class="problem" role="alert">${refusalText(words, refusal)}</p>`;
  }
  return desk.isUnreachable ? html`<p class="problem" role="alert">${words.unreachable}</p>` : nothing;
}
