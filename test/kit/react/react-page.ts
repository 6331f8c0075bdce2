import type * as ReactModule from 'react';
import { vi } from 'vitest';
import type { ReactRoot, ReactUnderTest } from './react-under-test.ts';

/** A page on which React renders. Whatever it complains of fails the test at its end. */
export class ReactPage {
  readonly #under: ReactUnderTest;
  readonly #container = document.createElement('main');
  readonly #complaints: unknown[] = [];
  readonly #console = [
    vi.spyOn(console, 'error').mockImplementation((...said) => void this.#complaints.push(said)),
    vi.spyOn(console, 'warn').mockImplementation((...said) => void this.#complaints.push(said)),
  ];
  #root: ReactRoot | null = null;

  constructor(under: ReactUnderTest) {
    this.#under = under;
    document.body.append(this.#container);
  }

  get text(): string {
    // What is suspended is hidden.
    const shown = [...this.#container.childNodes].filter((node) => !(node as HTMLElement).style?.display);
    return shown.map(({ textContent }) => textContent).join('');
  }

  /** Resolves when React has done what is to be done after it. */
  async act(does: () => void): Promise<void> {
    const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean };
    environment.IS_REACT_ACT_ENVIRONMENT = true;
    try {
      await this.#under.react.act(async () => does());
    } finally {
      // What comes from the server comes at any time.
      environment.IS_REACT_ACT_ENVIRONMENT = false;
    }
  }

  async render(tree: ReactModule.ReactNode): Promise<void> {
    this.#root ??= this.#under.createRoot(this.#container);
    await this.act(() => this.#root!.render(tree));
  }

  async hydrate(html: string, tree: ReactModule.ReactNode): Promise<void> {
    this.#container.innerHTML = html;
    const onRecoverableError = (error: unknown) => void this.#complaints.push(error);
    await this.act(() => {
      this.#root = this.#under.hydrateRoot(this.#container, tree, { onRecoverableError });
    });
  }

  /** Why it can't be rendered. */
  async renderFails(tree: ReactModule.ReactNode): Promise<unknown> {
    const error = await this.render(tree).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    this.#complaints.length = 0;
    return error;
  }

  until(isSo: () => boolean): Promise<unknown> {
    return vi.waitUntil(isSo, { timeout: 30_000, interval: 1 });
  }

  async end(): Promise<void> {
    await this.act(() => this.#root?.unmount());
    this.#container.remove();
    for (const spy of this.#console) spy.mockRestore();
    if (this.#complaints.length > 0)
      throw new Error(`React has complained: ${this.#complaints.flat().map(String).join(' ')}`);
  }
}
