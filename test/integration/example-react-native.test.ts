import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockSeats, queriedImage } from '../kit/callers/buyer.ts';
import { run } from '../kit/examples/example-tools.ts';
import { installExample } from '../kit/examples/installed-example.ts';
import { runNativeApp } from '../kit/examples/native-platform.ts';
import { startTestApp } from '../kit/product/app.ts';
import { unpackPackages } from '../kit/product/packed-packages.ts';
import { ROOT } from '../kit/product/product-process.ts';
import { startTcpProxy } from '../kit/servers/tcp-proxy.ts';

/** What `@seatwire/client`, `@seatwire/react` and graphql-ws add to an app, compressed; Metro takes their modules as a whole. */
const OURS_LIMIT_BYTES = 32 * 1024;

/** 300 packages and a bundle of 1,100 modules: half a minute, on a machine with nothing else to do. */
const INSTALL_WITHIN_MS = 400_000;

interface BundledModule {
  path: string;
  code: string;
}

describe('examples/react-native', () => {
  let folder = '';
  let project = '';
  let bundle = '';
  let modules: BundledModule[] = [];
  beforeAll(async () => {
    // Outside of the repository, whose packages it must not find.
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'seatwire-react-native-')));
    await unpackPackages(path.join(folder, 'packages'), ['client', 'react']);
    ({ folder: project } = await installExample(folder, 'react-native'));
    bundle = path.join(folder, 'index.android.js');
    const metro = path.join(ROOT, 'test/kit/examples/metro.mjs');
    // Its caches, too, are gone with the folder.
    await run(process.execPath, [metro, project, bundle], project, { TMPDIR: folder });
    modules = JSON.parse(await readFile(`${bundle}.modules.json`, 'utf8'));
  }, INSTALL_WITHIN_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the types that it says', async () => {
    expect(
      await run(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', project]),
    ).toBe('');
  });

  it('is bundled by Metro: each package once, all of them the project’s, ours small', () => {
    const folders = new Map<string, Set<string>>();
    for (const { path: file } of modules) {
      const [, inside] = file.split(`${project}/`);
      expect(inside, `${file} is not the project’s`).toBeDefined();
      const [, where, name] = /^(.*node_modules\/)((?:@[^/]+\/)?[^/]+)\//.exec(inside!) ?? [];
      if (name) folders.set(name, (folders.get(name) ?? new Set()).add(where!));
    }
    for (const name of ['react', 'react-native', '@seatwire/client', '@seatwire/react', 'graphql-ws']) {
      expect([name, [...(folders.get(name) ?? [])]]).toEqual([name, ['node_modules/']]);
    }
    expect(folders).not.toContain('graphql');
    const ours = modules.filter(({ path: file }) => /\/node_modules\/(@seatwire|graphql-ws)\//.test(file));
    const bytes = gzipSync(ours.map(({ code }) => code).join('\n')).length;
    console.log(`@seatwire/react in a React Native app: ${bytes} bytes compressed, with client and graphql-ws`);
    expect(bytes).toBeLessThanOrEqual(OURS_LIMIT_BYTES);
  });

  it('is taken by Hermes', async () => {
    const compiler = path.join(project, 'node_modules/hermes-compiler/hermesc');
    const platform = { linux: 'linux64-bin', darwin: 'osx-bin' }[process.platform as 'linux' | 'darwin'];
    const bytecode = path.join(folder, 'index.android.hbc');
    const output = await run(path.join(compiler, platform, 'hermesc'), [
      '-w',
      '-emit-binary',
      '-out',
      bytecode,
      bundle,
    ]);
    expect([output, existsSync(bytecode)]).toEqual(['', true]);
  });

  it('draws the live map, holds seats that are tapped, and goes on after a drop, in React Native’s own JavaScript', async () => {
    await using app = await startTestApp();
    await using proxy = await startTcpProxy();
    proxy.leadTo(Number(new URL(app.url).port));
    const showId = app.demoShowId;
    const code = await readFile(bundle, 'utf8');
    const native = runNativeApp(code, 'SeatwireShop', { url: `http://127.0.0.1:${proxy.port}/graphql`, showId });
    try {
      const colour = (seatId: string) => native.view(seatId)?.props.backgroundColor;
      await native.until(() => native.view('A-1-1') !== undefined);
      const free = colour('A-1-1');
      expect(native.views().filter(({ props }) => props.accessibilityRole === 'checkbox').length).toBeGreaterThan(
        1_000,
      );

      await lockSeats(await app.guest(), showId, ['A-1-1']);
      await native.until(() => colour('A-1-1') !== free);

      native.press('A-2-1');
      native.press('A-2-2');
      await native.until(() => native.view('Hold 2 seats') !== undefined);
      native.press('Hold 2 seats');
      await native.until(() => native.view('Give back') !== undefined);
      const held = ['A-1-1', 'A-2-1', 'A-2-2'].map((seatId) => [seatId, 'LOCKED']);
      expect((await queriedImage(app.client(), showId)).unavailable).toEqual(expect.arrayContaining(held));

      await proxy.refuse();
      await native.until(() => native.view('reconnecting: try now') !== undefined);
      await lockSeats(await app.guest(), showId, ['A-3-1']);
      await proxy.heal();
      await native.until(() => colour('A-3-1') === colour('A-1-1'));
      expect(native.views().some(({ props }) => /try now$/.test(String(props.testID)))).toBe(false);

      native.press('Give back');
      await native.until(() => colour('A-2-1') === free);
      expect(native.complaints).toEqual([]);
    } finally {
      native.stop();
    }
  });
});
