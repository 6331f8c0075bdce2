/**
 * Idempotency keys. What is tried again because no answer came gets the key of the first try, so that it happens once; what
 * was answered is over, and the same wish later is a new one.
 */
export class IntentKeys {
  readonly #keys = new Map<string, string>();

  keyFor(operation: string, input: object): string {
    const intent = intentOf(operation, input);
    const key = this.#keys.get(intent) ?? randomKey();
    this.#keys.set(intent, key);
    return key;
  }

  answered(operation: string, input: object): void {
    this.#keys.delete(intentOf(operation, input));
  }
}

function intentOf(operation: string, input: object): string {
  return `${operation} ${JSON.stringify(input)}`;
}

/**
 * Unlike all others of this caller; no secret. Not crypto.randomUUID: that is there on https and localhost only, and a phone may
 * try the page over a home network. React Native has no crypto at all.
 */
function randomKey(): string {
  const bytes = new Uint8Array(16);
  if (typeof crypto === 'object') crypto.getRandomValues(bytes);
  else for (const index of bytes.keys()) bytes[index] = Math.random() * 256;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
