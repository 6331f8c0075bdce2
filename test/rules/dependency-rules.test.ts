import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RULES = join(ROOT, '.dependency-cruiser.cjs');
const MODULE_RULES = join(ROOT, '.dependency-cruiser.modules.cjs');
const DEPCRUISE = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** A small project that keeps every rule, in the ways that come closest to breaking one. */
const CLEAN = {
  'package.json': JSON.stringify({
    workspaces: ['packages/*'],
    dependencies: { declared: '1.0.0' },
    devDependencies: { 'for-tests': '1.0.0' },
  }),
  'node_modules/declared/package.json': '{ "name": "declared", "main": "index.js" }',
  'node_modules/declared/index.js': '',
  'node_modules/for-tests/package.json': '{ "name": "for-tests", "main": "index.js" }',
  'node_modules/for-tests/index.js': '',
  'node_modules/graphql-ws/package.json': '{ "name": "graphql-ws", "main": "index.js" }',
  'node_modules/graphql-ws/index.js': '',
  'node_modules/react/package.json': '{ "name": "react", "main": "index.js" }',
  'node_modules/react/index.js': '',
  'node_modules/lit-html/package.json': '{ "name": "lit-html", "main": "index.js" }',
  'node_modules/lit-html/index.js': '',
  'node_modules/undeclared/package.json': '{ "name": "undeclared", "main": "index.js" }',
  'node_modules/undeclared/index.js': '',
  'src/main.ts': "import './app/app.ts';",
  'src/config.ts': "import './config/serving.ts'; export const config = 1;",
  'src/config/serving.ts': 'export const http = 1;',
  'src/app/app.ts':
    "import './schema.ts'; import '../config.ts'; import '../server/yoga.ts'; import '../embedded/log.ts';",
  'src/app/seeding.ts': "import '../../prisma/seed.ts'; import '../platform/clock.ts';",
  'src/app/schema.ts': "import '../modules/locks/index.ts'; import '../schema/builder.ts';",
  'src/shared/money.ts': 'export const cents = 100;',
  'src/platform/clock.ts': "import 'declared'; import '../shared/money.ts'; export interface Clock { now(): number }",
  'src/schema/builder.ts': "import type { Clock } from '../platform/clock.ts'; export type Built = Clock;",
  'src/embedded/log.ts': "import type { Locks } from '../modules/locks/locks.service.ts'; export type Log = Locks;",
  'src/modules/locks/locks.service.ts':
    "import type { Clock } from '../../platform/clock.ts'; export type Locks = Clock;",
  'src/modules/locks/locks.service.test.ts':
    "import 'for-tests'; import '../../../test/kit/kit.ts'; import '../../embedded/log.ts';",
  'src/modules/locks/locks.schema.ts': "import '../../schema/builder.ts'; import './locks.service.ts';",
  'src/modules/locks/index.ts': "import './locks.schema.ts';",
  'src/schema/context.ts': 'export interface Services {}',
  'src/modules/manifest.ts':
    "import type { config } from '../config.ts'; import type { Services } from '../schema/context.ts'; export type Manifest = typeof config & Services;",
  'src/modules/shows/index.ts': "import type { Manifest } from '../manifest.ts'; export type ShowsModule = Manifest;",
  'src/modules/events/events.ts': 'export type Event = string;',
  'src/modules/inventory/holds.ts': "import type { Event } from '../events/events.ts'; export type Held = Event;",
  'src/server/yoga.ts': "import '../schema/builder.ts'; import '../modules/locks/locks.service.ts';",
  'packages/client/package.json': JSON.stringify({ peerDependencies: { 'graphql-ws': '6.0.0' } }),
  'packages/client/src/client.ts': "import 'graphql-ws';",
  'packages/client/src/client.test.ts': "import 'for-tests'; import '../../../test/kit/kit.ts'; import './client.ts';",
  'packages/client/src/seat-map.ts': "import './client.ts';",
  'packages/react/package.json': JSON.stringify({ peerDependencies: { react: '19.0.0', '@seatwire/client': '1.0.0' } }),
  'packages/react/src/hooks.ts': "import 'react'; import '@seatwire/client'; import './shared.ts';",
  'packages/react/src/shared.ts': 'export const shared = 1;',
  'packages/map/package.json': JSON.stringify({
    dependencies: { 'lit-html': '3.0.0' },
    peerDependencies: { '@seatwire/client': '1.0.0' },
  }),
  'packages/map/src/map.ts': "import 'lit-html'; import '@seatwire/client';",
  'packages/schema/src/index.ts': "export * from './scalars.ts';",
  'packages/schema/src/scalars.ts': 'export const scalars = 1;',
  'packages/other/src/other.ts': 'export const other = 1;',
  'src/web/page.ts':
    "import '../../packages/client/src/client.ts'; import '../../packages/map/src/map.ts'; import '../shared/money.ts';",
  'prisma/seed.ts': "import '../src/modules/locks/locks.service.ts';",
  'test/kit/kit.ts': "import '../../src/app/app.ts';",
};

/** [the rule, the file that breaks it, what the file says] */
const PLANTED: [rule: string, file: string, text: string][] = [
  ['platform-knows-no-box-office', 'src/platform/a.ts', "import '../modules/locks/locks.service.ts';"],
  [
    'platform-knows-no-box-office',
    'src/platform/b.ts',
    "import type { Locks } from '../modules/locks/locks.service.ts';",
  ],
  ['platform-knows-no-box-office', 'src/platform/c.ts', "export const late = () => import('../schema/builder.ts');"],
  ['platform-knows-no-box-office', 'src/platform/i.ts', "{ using x = await import('../schema/builder.ts'); }"],
  ['schema-kit-is-below-modules', 'src/schema/a.ts', "import '../modules/locks/locks.service.ts';"],
  ['schema-kit-is-below-modules', 'src/schema/b.ts', "import type {} from '../server/yoga.ts';"],
  ['modules-are-below-the-server', 'src/modules/shows/a.service.ts', "import '../../server/yoga.ts';"],
  ['modules-are-below-the-server', 'src/modules/shows/g.service.ts', "import '../../embedded/log.ts';"],
  ['services-know-no-graphql', 'src/modules/shows/b.service.ts', "import '../../schema/builder.ts';"],
  ['manifest-knows-no-module', 'src/modules/manifest.ts', "import './locks/locks.service.ts';"],
  ['modules-are-below-the-server', 'src/modules/shows/index.ts', "import '../../config.ts';"],
  ['inventory-asks-nobody', 'src/modules/inventory/a.ts', "import '../locks/locks.service.ts';"],
  ['schemas-are-for-schemas', 'src/modules/shows/c.service.ts', "import '../locks/locks.schema.ts';"],
  ['schemas-are-for-schemas', 'src/server/c.ts', "import '../modules/locks/locks.schema.ts';"],
  ['server-serves-any-schema', 'src/server/a.ts', "import '../web/page.ts';"],
  ['server-serves-any-schema', 'src/server/b.ts', "import '../app/schema.ts';"],
  ['stand-ins-know-ports-only', 'src/embedded/a.ts', "import '../server/yoga.ts';"],
  ['packages-stand-alone', 'packages/client/src/a.ts', "import '../../../src/platform/clock.ts';"],
  ['packages-stand-alone', 'packages/client/src/c.ts', "import type {} from '../../../src/shared/money.ts';"],
  ['packages-stand-alone', 'packages/client/src/d.ts', "import '../../other/src/other.ts';"],
  ['packages-are-for-pages', 'src/modules/shows/h.service.ts', "import '../../../packages/client/src/client.ts';"],
  ['packages-are-for-pages', 'src/server/d.ts', "import '../../packages/client/src/client.ts';"],
  ['client-needs-one-package', 'packages/client/src/b.ts', "import 'declared';"],
  ['client-needs-one-package', 'packages/client/src/e.ts', "import 'node:fs';"],
  ['packages-stand-alone', 'packages/react/src/a.ts', "import '../../client/src/client.ts';"],
  ['react-needs-react-and-client', 'packages/react/src/b.ts', "import 'graphql-ws';"],
  ['react-needs-react-and-client', 'packages/react/src/c.ts', "import 'node:fs';"],
  ['packages-stand-alone', 'packages/map/src/a.ts', "import '../../../src/shared/money.ts';"],
  ['map-needs-client-and-templates', 'packages/map/src/b.ts', "import 'graphql-ws';"],
  ['map-needs-client-and-templates', 'packages/map/src/c.ts', "import 'declared';"],
  ['schema-needs-no-package', 'packages/schema/src/a.ts', "import 'graphql-ws';"],
  ['shared-stands-alone', 'src/shared/a.ts', "import '../platform/clock.ts';"],
  ['shared-stands-alone', 'src/shared/b.ts', "import 'declared';"],
  ['shared-stands-alone', 'src/shared/c.ts', "import 'node:fs';"],
  ['web-uses-client-and-map-only', 'src/web/a.ts', "import '../schema/builder.ts';"],
  ['web-uses-client-and-map-only', 'src/web/b.ts', "import '../../packages/other/src/other.ts';"],
  ['layers-know-no-composition', 'src/modules/shows/d.service.ts', "import type {} from '../../app/app.ts';"],
  ['layers-know-no-composition', 'src/platform/j.ts', "import '../config.ts';"],
  ['layers-know-no-composition', 'src/platform/k.ts', "import '../config/serving.ts';"],
  ['product-knows-no-tests', 'src/modules/shows/e.service.ts', "import '../../../test/kit/kit.ts';"],
  ['product-knows-no-tests', 'packages/other/src/a.ts', "import '../../../test/kit/kit.ts';"],
  ['layers-know-no-seed', 'src/modules/shows/f.service.ts', "import '../../../prisma/seed.ts';"],
  ['no-dev-dependency-in-product', 'src/platform/d.ts', "import 'for-tests';"],
  ['no-dev-dependency-in-product', 'packages/other/src/b.ts', "import 'for-tests';"],
  ['only-declared-packages', 'packages/other/src/c.ts', "import 'undeclared';"],
  ['only-declared-packages', 'src/platform/e.ts', "import 'undeclared';"],
  ['everything-resolves', 'src/platform/f.ts', "import './nothing.ts';"],
  ['no-cycles', 'src/platform/g.ts', "import './h.ts';"],
];

async function cruise(
  folder: string,
  { rules = RULES, folders = ['src', 'packages', 'test', 'prisma'] } = {},
): Promise<{ rule: string; from: string }[]> {
  const args = [DEPCRUISE, '--config', rules, '--output-type', 'json', ...folders];
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  // It exits with the number of violations.
  const { stdout } = await promisify(execFile)(process.execPath, args, options).catch(
    (error: { stdout: string }) => error,
  );
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

async function project(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

describe('dependency rules', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seatwire-rules-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('let a project pass that keeps them', async () => {
    await project(join(folder, 'clean'), CLEAN);
    expect(await cruise(join(folder, 'clean'))).toEqual([]);
  });

  it('catch each planted violation', async () => {
    const planted = Object.fromEntries(PLANTED.map(([, file, text]) => [file, text]));
    const otherHalfOfTheCycle = { 'src/platform/h.ts': "import './g.ts';" };
    await project(join(folder, 'planted'), { ...CLEAN, ...planted, ...otherHalfOfTheCycle });
    const violations = await cruise(join(folder, 'planted'));
    for (const [rule, from] of PLANTED) expect(violations).toContainEqual({ rule, from });
  });

  it('catch modules that need one another, in different files', async () => {
    const modules = { rules: MODULE_RULES, folders: ['src/modules'] };
    const shows = { 'src/modules/shows/shows.service.ts': "import '../locks/locks.errors.ts';" };
    const locks = { 'src/modules/locks/locks.errors.ts': 'export const NOT_ACTIVE = 1;' };
    await project(join(folder, 'one-way'), { ...CLEAN, ...shows, ...locks });
    expect(await cruise(join(folder, 'one-way'), modules)).toEqual([]);
    const back = { 'src/modules/locks/lock-input.ts': "import '../shows/show-input.ts';" };
    await project(join(folder, 'circle'), {
      ...CLEAN,
      ...shows,
      ...locks,
      ...back,
      'src/modules/shows/show-input.ts': '',
    });
    const violations = await cruise(join(folder, 'circle'), modules);
    expect(violations).toContainEqual({ rule: 'no-cycles-between-modules', from: 'src/modules/locks' });
  });

  it('have a planted violation each', async () => {
    const { forbidden } = createRequire(import.meta.url)(RULES) as { forbidden: { name: string }[] };
    expect([...new Set(PLANTED.map(([rule]) => rule))].sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });
});
