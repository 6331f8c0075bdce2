import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseSync, transformWithOxc } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import tsconfig from '../../tsconfig.json' with { type: 'json' };
import { lockSeats } from '../kit/callers/buyer.ts';
import { clientExamples, type Example } from '../kit/callers/client-examples.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { ROOT, runInRepository } from '../kit/product/product-process.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const SOURCES = { ...tsconfig.compilerOptions.paths, '@seatwire/schema': ['./packages/schema/src/index.ts'] };

describe('the examples of docs/client.md', () => {
  let app: TestApp;
  let all: Example[] = [];
  beforeAll(async () => {
    [app, all] = await Promise.all([startTestApp(), clientExamples()]);
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  const example = (part: string) => all.find(({ code }) => code.includes(part))!;

  /** Runs a program in which the client and the app's addresses are those of this test. */
  async function run(
    code: string,
    flags: string[],
    look: (program: ReturnType<typeof runInRepository>) => Promise<void>,
    showId = app.demoShowId,
  ) {
    // Beside the sources, so that their packages are found.
    await mkdir(path.join(ROOT, 'node_modules/.cache'), { recursive: true });
    const folder = await mkdtemp(path.join(ROOT, 'node_modules/.cache/client-docs-'));
    const file = path.join(folder, 'example.mjs');
    await writeFile(
      file,
      code
        .replaceAll(/['"](@seatwire\/[^'"]*)['"]/g, (_, name: keyof typeof SOURCES) =>
          JSON.stringify(path.join(ROOT, SOURCES[name][0]!)),
        )
        // All that a composable needs of Vue is its reactivity.
        .replaceAll(`'vue'`, `'@vue/reactivity'`)
        .replaceAll('https://tickets.example.org', app.url)
        .replaceAll(/show_\w+/g, showId),
    );
    const program = runInRepository(process.execPath, [...flags, file], {});
    try {
      await look(program);
    } finally {
      await program.stop();
      await rm(folder, { recursive: true });
    }
  }

  /** Its lines are awaited one after the other, with a seat locked between them. */
  const follows = (code: string, seatId: string, [first, second]: readonly [RegExp, RegExp], flags: string[] = []) =>
    run(code, flags, async (program) => {
      await program.line(first);
      await lockSeats(await app.guest(), app.demoShowId, [seatId]);
      await program.line(second);
    });

  const MAP = `{ url: 'https://tickets.example.org/graphql', showId: 'show_1' }`;

  it('parse, each of them', () => {
    expect(all).toHaveLength(14);
    for (const { language, code } of all) expect(parseSync(`example.${language}`, code).errors).toEqual([]);
  });

  it('of plain JavaScript: follows a lock', async () => {
    await follows(all[0]!.code, 'A-1-1', [/^live, version \d+: \d+ seats taken/, /^A-1-1 LOCKED$/]);
  });

  it('of the map with its seats: has the show, and a seat where it is and what it costs', async () => {
    await run(example('createShowMap').code, [], async (program) => {
      await program.line(/ AVAILABLE$/);
    });
  });

  it('of the box office: holds seats', async () => {
    await run(example('createBoxOffice').code.replaceAll(/A-2-([12])/g, 'A-1-1$1'), [], async (program) => {
      await program.line(/^held until \d{4}-/);
    });
  });

  it('of areas: says how many places are left where there are too few', async () => {
    const showId = await openHallShow(app.organiser, { standing: 2 });
    const boxOffice = example('createBoxOffice').code.split('\n').slice(0, 3);
    const { code } = example('areas: [{ areaId');
    const program = [...boxOffice, code.replace('A-2-1', 'Z1-1-1')].join('\n');
    await run(program, [], async (running) => void (await running.line(/areaId: 'front', available: 2/)), showId);
  });

  it('of EventSource: follows a lock', async () => {
    const { code } = example('new EventSource');
    // Node has it behind a flag.
    const flags = ['--experimental-eventsource'];
    await follows(code, 'A-1-2', [/__typename: 'SeatMapSnapshot'/, /seatId: 'A-1-2'/], flags);
  });

  it('of Vue: its state follows a lock, and the map rests with its scope', async () => {
    const program = `globalThis.window = globalThis;
${example(`from 'vue'`).code}
import { effect, effectScope } from 'vue';
const scope = effectScope();
const { map, state, seatState } = scope.run(() => useSeatMap({ ...${MAP}, linger_ms: 0 }));
effect(() => {
  console.log(state.value.status, seatState('A-1-3'));
  if (seatState('A-1-3') !== 'AVAILABLE') {
    scope.stop();
    setTimeout(() => console.log('then', map.status), 50);
  }
});`;
    await follows(program, 'A-1-3', [/^live AVAILABLE$/, /^live LOCKED$/]);
    await follows(program, 'A-1-4', [/^live LOCKED$/, /^then idle$/]);
  });

  it('of Svelte: is a store as Svelte’s compiler subscribes to it', async () => {
    const program = `${example('$seats').code}
const end = seatMap({ ...${MAP}, linger_ms: 0 }).subscribe((state) => {
  console.log(state.status, state.unavailable.get('A-1-5') ?? 'AVAILABLE');
  if (state.unavailable.has('A-1-5')) end();
});`;
    await follows(program, 'A-1-5', [/^live AVAILABLE$/, /^live LOCKED$/]);
  });

  it('of buying: holds, books and pays, and has the tickets', async () => {
    await run(example('LockSeatsInput').code, [], async (program) => {
      await program.line(/^held until \d{4}-.*Z for €\d+\.\d{2}$/);
      await program.line(/^[0-9A-Z]{4}-[0-9A-Z]{4}: CONFIRMED$/);
      await program.line(/^A-2-1 \S+ \S*\/\S+$/);
      await program.line(/^A-2-2 \S+ \S*\/\S+$/);
    });
  });

  it('of settings for Apollo Client and graphcache: make a cache', async () => {
    for (const name of ['@apollo/client/utilities', '@urql/exchange-graphcache/extras']) {
      const { code } = await transformWithOxc(example(name).code, 'example.ts');
      await run(`${code}\nconsole.log('made', typeof cache);`, [], async (program) => {
        await program.line(/^made (object|function)$/);
      });
    }
  });

  it('of settings for Relay: finds what a list has brought by its id, and asks for it no more', async () => {
    // Bundlers find by their names what Node does not find in a CommonJS package.
    const settings = example(`from 'relay-runtime'`).code.replace(
      /import (\{.*\}) from 'relay-runtime';/,
      "import relay from 'relay-runtime';\nconst $1 = relay;",
    );
    const program = `const asked = [];
async function fetchFromSeatwire({ name, text }, variables) {
  asked.push(name);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: text, variables });
  return await (await fetch('https://tickets.example.org/graphql', { method: 'POST', headers, body })).json();
}
${settings}
const { createOperationDescriptor, fetchQuery } = relay;
// As relay-compiler makes them.
const scalar = (name) => ({ kind: 'ScalarField', name, alias: null, args: null, storageKey: null });
const linked = (name, concreteType, selections, more = {}) =>
  ({ kind: 'LinkedField', name, alias: null, args: null, storageKey: null, concreteType, plural: false, selections, ...more });
const fields = [scalar('__typename'), scalar('id'), scalar('title')];
const request = (name, text, selections, argumentDefinitions = []) => ({
  kind: 'Request',
  fragment: { kind: 'Fragment', name, type: 'Query', metadata: null, abstractKey: null, argumentDefinitions, selections },
  operation: { kind: 'Operation', name, argumentDefinitions, selections },
  params: { id: null, cacheID: name, metadata: {}, name, operationKind: 'query', text },
});
const list = request('List', 'query List { shows { nodes { __typename id title } } }', [
  linked('shows', 'QueryShowsConnection', [linked('nodes', 'Show', fields, { plural: true })]),
]);
const one = request(
  'One',
  'query One($id: ID!) { show(id: $id) { __typename id title } }',
  [linked('show', 'Show', fields, { args: [{ kind: 'Variable', name: 'id', variableName: 'id' }] })],
  [{ kind: 'LocalArgument', name: 'id', defaultValue: null }],
);
const wanted = createOperationDescriptor(one, { id: 'show_1' });
console.log('before:', environment.check(wanted).status);
await fetchQuery(environment, list, {}).toPromise();
const { status } = environment.check(wanted);
console.log('after:', status, environment.lookup(wanted.fragment).data.show.id, asked.join());`;
    await run(program, [], async (running) => {
      await running.line(/^before: missing$/);
      const [, said] = await running.line(/^after: (.*)$/);
      expect(said).toBe(`available ${app.demoShowId} List`);
    });
  });

  it('of React, Vue and Svelte: open no socket where pages are rendered on a server', async () => {
    const { code } = await transformWithOxc(example(`from 'react'`).code, 'example.jsx', {
      jsx: { runtime: 'automatic' },
    });
    const program = `globalThis.WebSocket = class { constructor(url) { console.log('opened', url); } };
${code}
import { createElement, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
const page = createElement(StrictMode, null, createElement(SeatsTaken, ${MAP}));
console.log('React:', renderToString(page));
${example(`from 'vue'`)
  .code.replace(/import .*@seatwire.*/, '')
  .replace('useSeatMap', 'useVueMap')}
console.log('Vue:', useVueMap(${MAP}).state.value.status);
${example('$seats').code.replace(/import .*@seatwire.*/, '')}
seatMap(${MAP}).subscribe((state) => console.log('Svelte:', state.status))();
setTimeout(() => console.log('done'), 100);`;
    await run(program, [], async (server) => {
      await server.line(/^React: <section aria-busy="true"><p>0(<!-- -->)? seats are taken<\/p><\/section>$/);
      await server.line(/^Vue: idle$/);
      await server.line(/^Svelte: connecting$/);
      await server.line(/^done$/);
      expect(server.lines.filter((line) => line.startsWith('opened'))).toEqual([]);
    });
  });
});
