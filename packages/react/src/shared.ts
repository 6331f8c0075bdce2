/**
 * Things by their key, each the same one for all who ask as long as somebody has it. What a render has asked for that was never
 * committed is let go.
 */
export class Shared<Thing extends object> {
  readonly #all = new Map<string, WeakRef<Thing>>();

  get(key: string, make: () => Thing): Thing {
    const there = this.#all.get(key)?.deref();
    if (there) return there;
    for (const [old, thing] of this.#all) if (thing.deref() === undefined) this.#all.delete(old);
    const made = make();
    this.#all.set(key, new WeakRef(made));
    return made;
  }
}
