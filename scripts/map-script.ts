/**
 * The map's web component in one file, with all that it needs: `packages/map/src/standalone.ts`, bundled. A Vite plugin puts it beside
 * the seat map page; `node scripts/map-script.ts FILE` writes it into the package.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { SOURCES_BY_NAME } from './package-sources.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = join(ROOT, 'packages/map/src/standalone.ts');
/** Below the folder of the page. */
const FILE = 'map/seatwire-map.js';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
/** Minifying takes comments away, those of the licences among them. */
const NOTICE = `/*! @seatwire/map ${version} (MIT). With graphql-ws (MIT, (c) Denis Badurina) and lit-html (BSD-3-Clause, (c) Google LLC). */`;

export async function mapScript(): Promise<string> {
  const built = (await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    resolve: { alias: SOURCES_BY_NAME },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: ENTRY,
        preserveEntrySignatures: 'strict',
        output: { format: 'es' },
        checks: { bundlerTimings: false },
      },
    },
  })) as Rolldown.RolldownOutput;
  const chunks = built.output.filter((part) => part.type === 'chunk');
  if (chunks.length !== 1) throw new Error(`The map's script came in ${chunks.length} files.`);
  return `${NOTICE}\n${chunks[0]!.code}`;
}

/** Emits it with the build of the page. */
export function mapScriptPlugin(): Plugin {
  return {
    name: 'seatwire-map-script',
    apply: 'build',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: FILE, source: await mapScript() });
    },
  };
}

if (import.meta.main) {
  const [, , file = ''] = process.argv;
  // Under another one (vitest's is "test") the libraries' slower builds for developers would go into it.
  process.env.NODE_ENV = 'production';
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(resolve(file), await mapScript());
}
