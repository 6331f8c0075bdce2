interface Kept {
  readonly bytes: number;
  forget(): void;
}

/** Bounds what is kept by many for those who may want it again: beyond that the oldest of it is forgotten. */
export class RetainedBytes {
  readonly #max: number;
  readonly #kept = new Set<Kept>();
  #bytes = 0;

  constructor(max_bytes: number) {
    this.#max = max_bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Calls `forget` when there is no room for it any more. Call the returned function when it was given up before. */
  keep(bytes: number, forget: () => void): () => void {
    const kept = { bytes, forget };
    this.#kept.add(kept);
    this.#bytes += bytes;
    for (const oldest of this.#kept) {
      if (this.#bytes <= this.#max) break;
      this.#drop(oldest);
      oldest.forget();
    }
    return () => this.#drop(kept);
  }

  #drop(kept: Kept): void {
    if (this.#kept.delete(kept)) this.#bytes -= kept.bytes;
  }
}
