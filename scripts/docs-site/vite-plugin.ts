import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import MiniSearch from 'minisearch';
import type { Plugin } from 'vite';
import { INDEX_OPTIONS } from '../../src/web/docs/search-options.ts';
import { DOCS } from './docs-page.ts';
import { layoutHtml } from './layout.ts';
import { readSite, type Site, searchEntries } from './site.ts';

/** The chunk of the script that the pages load, as the build's input names it. */
export const DOCS_CHUNK = 'docs';

/** Writes the pages below /docs beside the page that is built: `docs/client.html` is served at /docs/client. */
export function docsSite(root: string): Plugin {
  return {
    name: 'seatwire-docs-site',
    apply: 'build',
    generateBundle(_options, bundle) {
      const emit = (name: string, source: string | Buffer) =>
        `/${this.getFileName(this.emitFile({ type: 'asset', name, source }))}`;
      const files = new Map<string, string>();
      const addressOfFile = (file: string): string | null => {
        if (!/\.(png|svg|yaml)$/.test(file)) return null;
        if (!files.has(file)) files.set(file, emit(basename(file), readFileSync(join(root, file))));
        return files.get(file)!;
      };
      const site = readSite(root, addressOfFile);
      const chunk = Object.values(bundle).find((output) => output.type === 'chunk' && output.name === DOCS_CHUNK);
      if (chunk?.type !== 'chunk') throw new Error(`The build has no chunk "${DOCS_CHUNK}".`);
      const assets = {
        script: `/${chunk.fileName}`,
        styles: [...(chunk.viteMetadata?.importedCss ?? [])].map((name) => `/${name}`),
        index: emit('docs-search.json', searchIndex(site)),
        icon: emit('docs-icon.svg', readFileSync(join(root, 'src/web/icon.svg'))),
      };
      for (const page of site.pages) {
        const fileName = `${page.path === DOCS ? 'docs/index' : page.path.slice(1)}.html`;
        this.emitFile({ type: 'asset', fileName, source: layoutHtml(page, { nav: site.nav, assets }) });
      }
    },
  };
}

function searchIndex(site: Site): string {
  const index = new MiniSearch(INDEX_OPTIONS);
  index.addAll(searchEntries(site).map((entry, id) => ({ id, ...entry })));
  return JSON.stringify(index);
}
