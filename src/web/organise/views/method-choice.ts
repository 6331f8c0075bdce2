import { html, type TemplateResult } from 'lit-html';

export interface MethodChoiceOptions<Method extends string> {
  legend: string;
  /** The name of its fields in the form. */
  name: string;
  methods: readonly Method[];
  names: Readonly<Record<Method, string>>;
  chosen: Method;
  onChoose(method: Method): void;
}

/** How the organiser has been paid. */
export function methodChoice<Method extends string>(options: MethodChoiceOptions<Method>): TemplateResult {
  const { legend, name, methods, names, chosen, onChoose } = options;
  return html`
    <fieldset class="methods">
      <legend>${legend}</legend>
      ${methods.map(
        (method) => html`
          <label class="choice">
            <input
              type="radio"
              name=${name}
              value=${method}
              .checked=${chosen === method}
              @change=${() => onChoose(method)}
            />
            ${names[method]}
          </label>
        `,
      )}
    </fieldset>
  `;
}
