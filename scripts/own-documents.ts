/**
 * The documents that the pages and the packages of this repository send, as a manifest (`documents.json`): a Vite plugin puts it beside the
 * pages, so that a node with DOCUMENTS=known knows them.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Kind, parse } from 'graphql';
import type { Plugin } from 'vite';
import { type DocumentsManifest, manifestOf } from './documents-manifest.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['src/web/**/*.graphql.ts', 'packages/*/src/**/*.graphql.ts'];
const FILE = 'documents.json';

/** Each text as it is sent. */
export async function ownDocuments(): Promise<DocumentsManifest> {
  const files = globSync(SOURCES, { cwd: ROOT }).sort();
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(join(ROOT, file)).href) as Promise<Record<string, unknown>>),
  );
  const texts = modules.flatMap((exported) => Object.values(exported)).filter((value) => typeof value === 'string');
  return manifestOf([...new Set(texts)].filter(hasOperation));
}

/** Others are fragments, which are part of documents. */
function hasOperation(text: string): boolean {
  return parse(text).definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
}

export function ownDocumentsPlugin(): Plugin {
  return {
    name: 'seatwire-own-documents',
    apply: 'build',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: FILE, source: JSON.stringify(await ownDocuments()) });
    },
  };
}
