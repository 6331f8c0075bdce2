import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { DOCS_CHUNK, docsSite } from './scripts/docs-site/vite-plugin.ts';
import { mapScriptPlugin } from './scripts/map-script.ts';
import { ownDocumentsPlugin } from './scripts/own-documents.ts';
import { SOURCES_BY_NAME } from './scripts/package-sources.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The seat map page (src/web) and the pages below /docs as static files that the server serves: everything in files of their own, nothing
// inline, so that their Content-Security-Policy can forbid inline scripts and styles.
export default defineConfig({
  root: at('src/web'),
  publicDir: false,
  plugins: [docsSite(at('.')), mapScriptPlugin(), ownDocumentsPlugin()],
  resolve: { alias: SOURCES_BY_NAME },
  build: {
    outDir: at('dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: at('src/web/index.html'), [DOCS_CHUNK]: at('src/web/docs/docs.ts') },
      // On a busy machine it would warn of the time that the documentation takes.
      checks: { bundlerTimings: false },
    },
  },
});
