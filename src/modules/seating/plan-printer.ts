import { setImmediate as nextTurn } from 'node:timers/promises';

/** After as many characters others have their turn: they are printed within a millisecond or two. */
const CHARACTERS_PER_TURN = 256 * 1024;
/** About what is printed at a stretch. */
const CHARACTERS_AT_ONCE = 64 * 1024;
const ENTRIES_AT_ONCE = 64;
/** What a number, a boolean or null takes, and the punctuation of any value. */
const PLAIN_CHARACTERS = 8;

/** The plan, its drawing included, as `JSON.stringify` prints it, with turns for others in between. Rejects where that throws. */
export async function printPlan(plan: object): Promise<string> {
  const printer = new Printer();
  await printer.value(plan);
  return printer.text;
}

class Printer {
  text = '';
  #printedAtTurn = 0;

  async value(value: unknown): Promise<void> {
    if (typeof value !== 'object' || value === null || !isLong(value)) await this.#add(JSON.stringify(value) ?? 'null');
    else if (Array.isArray(value)) await this.#list(value);
    else await this.#object(value);
  }

  async #object(value: object): Promise<void> {
    let separator = '{';
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      await this.#add(`${separator}${JSON.stringify(key)}:`);
      separator = ',';
      await this.value(member);
    }
    await this.#add(separator === '{' ? '{}' : '}');
  }

  async #list(values: readonly unknown[]): Promise<void> {
    let separator = '[';
    for (let start = 0; start < values.length; start += ENTRIES_AT_ONCE) {
      const entries = values.slice(start, start + ENTRIES_AT_ONCE);
      if (!isLong(entries)) {
        await this.#add(separator + JSON.stringify(entries).slice(1, -1));
        separator = ',';
        continue;
      }
      for (const entry of entries) {
        await this.#add(separator);
        separator = ',';
        await this.value(entry);
      }
    }
    await this.#add(separator === '[' ? '[]' : ']');
  }

  async #add(text: string): Promise<void> {
    this.text += text;
    if (this.text.length - this.#printedAtTurn < CHARACTERS_PER_TURN) return;
    this.#printedAtTurn = this.text.length;
    await nextTurn();
  }
}

function isLong(value: object): boolean {
  return sizeOf(value, CHARACTERS_AT_ONCE) > CHARACTERS_AT_ONCE;
}

/** About how long the value's text is; what is beyond `limit` is not looked at. */
function sizeOf(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length + PLAIN_CHARACTERS;
  if (typeof value !== 'object' || value === null) return PLAIN_CHARACTERS;
  let size = PLAIN_CHARACTERS;
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    size += (Array.isArray(value) ? 0 : key.length) + sizeOf(member, limit - size);
    if (size > limit) break;
  }
  return size;
}
