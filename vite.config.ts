import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// The seat map page (src/web) as static files that the server serves: everything in files of their own, nothing inline, so
// that its Content-Security-Policy can forbid inline scripts and styles.
export default defineConfig({
  root: fileURLToPath(new URL('src/web', import.meta.url)),
  publicDir: false,
  build: {
    outDir: fileURLToPath(new URL('dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
