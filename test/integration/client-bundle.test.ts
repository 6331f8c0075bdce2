import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runInRepository } from '../kit/product/product-process.ts';

const LIMIT_BYTES = 12 * 1024;

interface Bundler {
  conditions: string[];
  /** Metro takes every module as a whole. */
  treeshake: boolean;
}

const BUNDLERS: Record<string, Bundler> = {
  'Vite and Rollup': { conditions: ['module', 'browser', 'import'], treeshake: true },
  webpack: { conditions: ['webpack', 'browser', 'module', 'import'], treeshake: true },
  'Metro, for React Native': { conditions: ['react-native', 'import'], treeshake: false },
  'Metro before it knew import': { conditions: ['react-native', 'require'], treeshake: false },
};

describe('the published client in an app', () => {
  let folder = '';
  beforeAll(async () => {
    // Beside the sources, so that their packages are found.
    const cache = path.join(ROOT, 'node_modules/.cache');
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(path.join(cache, 'client-bundle-'));
    const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = [compiler, '--project', 'packages/client', '--outDir', path.join(folder, 'client')];
    expect(await runInRepository(process.execPath, args, {}).ended).toBe(0);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function bundle(entry: string, { conditions, treeshake }: Bundler) {
    const outputs = (await build({
      configFile: false,
      root: folder,
      logLevel: 'silent',
      resolve: { conditions },
      build: {
        write: false,
        minify: true,
        lib: { entry, formats: ['iife'], name: 'seatwire', fileName: 'bundle' },
        rolldownOptions: { treeshake },
      },
    })) as Rolldown.RolldownOutput[];
    const chunks = outputs.flatMap(({ output }) => output).filter((part) => part.type === 'chunk');
    const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
    const packages = modules.map((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/.][^/]*)\//.exec(id)?.[1]);
    const [code] = chunks.map((chunk) => chunk.code);
    return { bytes: gzipSync(code!).length, packages: new Set(packages.filter((name) => name !== undefined)), modules };
  }

  it.each(Object.entries(BUNDLERS))('has at most 12 kB, and no GraphQL in it: %s', async (_name, bundler) => {
    const { exports } = JSON.parse(await readFile(path.join(ROOT, 'packages/client/package.json'), 'utf8'));
    const entry = path.join(folder, 'client', path.relative('dist', exports['.'].default));
    const { bytes, packages } = await bundle(entry, bundler);
    expect([...packages]).toEqual(['graphql-ws']);
    expect(bytes).toBeGreaterThan(2_000);
    expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES);
  });

  it('would be found out with the whole of graphql-ws, which takes graphql along', async () => {
    const entry = path.join(folder, 'whole.js');
    await writeFile(entry, `export { createClient } from 'graphql-ws';`);
    const { bytes, packages } = await bundle(entry, BUNDLERS['Metro, for React Native']!);
    expect(packages).toContain('graphql');
    expect(bytes).toBeGreaterThan(LIMIT_BYTES);
  });

  it('has types that need no other package', async () => {
    const program = path.join(folder, 'use.ts');
    await writeFile(
      program,
      `import { createSeatMap, type SeatMapError, type SeatMapState } from './client/seat-map.js';
const map = createSeatMap({ url: '/graphql', showId: 'show_1' });
const state: SeatMapState = map.getState();
export const error: SeatMapError | null = state.lastError;
export const end: () => void = map.subscribe((seatIds: readonly string[]) => console.log(seatIds, map.seatState('A')));`,
    );
    const flags = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--types',
      '',
      '--ignoreConfig',
    ];
    const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const run = runInRepository(process.execPath, [compiler, ...flags, program], {});
    expect([await run.ended, run.lines]).toEqual([0, []]);
  });
});
