import { setImmediate as nextTurn } from 'node:timers/promises';

/** After as many characters others have their turn: they are printed within a few milliseconds. */
const CHARACTERS_PER_TURN = 1_000_000;

/** Plans are lists of zones, which are lists of rows: these are printed one by one, and the rest at a stretch. */
const LISTS_WITHIN: Readonly<Record<string, string>> = { '': 'zones', zones: 'rows' };

/** The plan as `JSON.stringify` prints it, with turns for others in between. Rejects where that throws. */
export async function printPlan(plan: object): Promise<string> {
  const printer = new Printer();
  await printer.object(plan, LISTS_WITHIN['']);
  return printer.text;
}

class Printer {
  text = '';
  #printedAtTurn = 0;

  async object(value: object, listKey: string | undefined): Promise<void> {
    let separator = '{';
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      this.text += `${separator}${JSON.stringify(key)}:`;
      separator = ',';
      if (key === listKey && Array.isArray(member)) await this.#list(member, LISTS_WITHIN[key]);
      else this.text += JSON.stringify(member);
    }
    this.text += separator === '{' ? '{}' : '}';
  }

  async #list(values: readonly unknown[], listKey: string | undefined): Promise<void> {
    this.text += '[';
    for (const [index, value] of values.entries()) {
      if (index > 0) this.text += ',';
      if (listKey !== undefined && isObject(value)) await this.object(value, listKey);
      else this.text += JSON.stringify(value);
      if (this.text.length - this.#printedAtTurn < CHARACTERS_PER_TURN) continue;
      this.#printedAtTurn = this.text.length;
      await nextTurn();
    }
    this.text += ']';
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
