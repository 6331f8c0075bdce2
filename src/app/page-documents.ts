import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Manifest {
  operations: { body: string }[];
}

/**
 * The documents that the pages of this node send, and `@seatwire/client` of the same release: made with the pages
 * (scripts/own-documents.ts). None while these are not built.
 */
export function pageDocuments(): string[] {
  try {
    const text = readFileSync(fileURLToPath(new URL('../../dist/web/documents.json', import.meta.url)), 'utf8');
    return (JSON.parse(text) as Manifest).operations.map(({ body }) => body);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
