import { Unauthenticated } from '../api/graphql.ts';
import type { OrganiserRequests } from './organiser-requests.ts';

export interface FileSaverDeps {
  requests: Pick<OrganiserRequests, 'file'>;
  /** Something is different: draw again. */
  onChange(): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

const KEPT_FOR_MS = 60_000;

/** Has the browser save files of the API, one at a time. */
export class FileSaver {
  readonly #deps: FileSaverDeps;
  /** A file is on its way. */
  isSaving = false;
  /** The last one did not come, or not whole. */
  hasNotSaved = false;

  constructor(deps: FileSaverDeps) {
    this.#deps = deps;
  }

  /** Nothing while another one is on its way. Never rejects. */
  async save(path: string, name: string): Promise<void> {
    if (this.isSaving) return;
    const { requests, onChange, onSignedOut } = this.#deps;
    this.isSaving = true;
    this.hasNotSaved = false;
    onChange();
    try {
      saveAs(await requests.file(path), name);
    } catch (error) {
      if (error instanceof Unauthenticated) onSignedOut();
      else this.hasNotSaved = true;
    } finally {
      this.isSaving = false;
      onChange();
    }
  }
}

/** As if a link to it had been clicked. */
function saveAs(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_FOR_MS);
}
