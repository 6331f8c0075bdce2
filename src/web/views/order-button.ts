import { html, nothing, type TemplateResult } from 'lit-html';

export interface OrderButtonOptions {
  content: unknown;
  type?: 'button' | 'submit';
  /** A request is on its way. */
  isBusy: boolean;
  /** Why the server would refuse it; null: nothing stands in the way. */
  whyNot: string | null;
  /** Of a button that is not a form's. */
  onPress?(): void;
}

const REASON_ID = 'why-not';

/** The button that takes the order a step further. One that would be refused stays where it is, does nothing, and says why. */
export function orderButton(options: OrderButtonOptions): TemplateResult {
  const { content, type = 'button', isBusy, whyNot, onPress } = options;
  return html`
    ${whyNot === null ? nothing : html`<p class="hint why-not" id=${REASON_ID}>${whyNot}</p>`}
    <button
      type=${type}
      class="primary"
      aria-disabled=${isBusy || whyNot !== null}
      aria-describedby=${whyNot === null ? nothing : REASON_ID}
      @click=${(event: Event) => {
        if (whyNot !== null) event.preventDefault();
        else onPress?.();
      }}
    >
      ${content}
    </button>
  `;
}
