import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../kit/basics/eventually.ts';
import { groupingOf, metricsOf } from '../kit/basics/promql.ts';
import { bookSeats, watchSeatMap } from '../kit/callers/buyer.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

const ROOT = join(import.meta.dirname, '../..');
const DEPLOY = join(ROOT, 'deploy');
const read = (path: string) => readFileSync(join(DEPLOY, path), 'utf8');

interface Panel {
  type: string;
  title: string;
  targets?: { expr: string }[];
}

interface Rule {
  alert: string;
  expr: string;
  annotations: { runbook: string };
}

const { panels } = JSON.parse(read('grafana/dashboards/seatwire.json')) as { panels: Panel[] };
const { groups } = parse(read('prometheus/rules.yml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const asked = [
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: title, expr }))),
  ...rules.map(({ alert, expr }) => ({ where: alert, expr })),
];
/** Prometheus' own: of a target, and of a histogram's bucket. */
const ADDED = new Set(['job', 'instance', 'le']);

describe('the dashboard and the alerts', () => {
  let app: TestApp;
  /** The labels of each metric, as far as there are figures of it. */
  let told: Map<string, Set<string>>;

  beforeAll(async () => {
    app = await startTestApp();
    const watcher = await watchSeatMap(app.client(), app.demoShowId);
    const buyer = await app.guest();
    await bookSeats(buyer, app.demoShowId, ['D-14-1']);
    await buyer.request('{ viewer { id } }');
    await watcher.untilVersion(watcher.version + 1);
    told = await eventually(async () => {
      const metrics = metricsIn(await (await fetch(new URL('/metrics', app.url))).text());
      for (const name of ['fan_out_seconds_count', 'event_delay_seconds_count', 'events_sent_total'])
        expect(metrics.get(`seatwire_${name}`), name).toBeDefined();
      return metrics;
    });
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  it('are some', () => {
    expect(asked.length).toBeGreaterThan(40);
    expect(rules.length).toBeGreaterThan(10);
  });

  it.each(asked)('$where asks for what a node tells: $expr', ({ expr }) => {
    const labels = new Set(ADDED);
    for (const { name, labels: matched } of metricsOf(expr)) {
      if (name === 'up') continue;
      const known = told.get(name);
      expect(known, name).toBeDefined();
      for (const label of known!) labels.add(label);
      if (known!.size > 0) expect(matched.filter((label) => !known!.has(label) && !ADDED.has(label))).toEqual([]);
      // Nothing has happened that it tells of: what its labels are is not seen here.
      else for (const label of matched) labels.add(label);
    }
    const unseen = metricsOf(expr).some(({ name }) => told.get(name)?.size === 0);
    if (!unseen) expect(groupingOf(expr).filter((label) => !labels.has(label))).toEqual([]);
  });

  it.each(rules)('$alert says where to read on', ({ annotations }) => {
    const [file, heading] = annotations.runbook.split('#');
    const headings = readFileSync(join(ROOT, file!), 'utf8').match(/^#+ .*$/gm)!;
    const anchors = headings.map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(anchors).toContain(heading);
  });

  it('tells operations by root fields and outcomes of the schema, whatever callers call them', async () => {
    const buyer = await app.guest();
    await buyer.request(`mutation Mine${'x'.repeat(50)} { lockSeats(input: { showId: "${app.demoShowId}",
      seatIds: ["D-14-1"], idempotencyKey: "another one" }) { ... on Error { __typename: message } } }`);
    const text = await (await fetch(new URL('/metrics', app.url))).text();
    expect(text).toMatch(
      /seatwire_operation_duration_seconds_count\{type="mutation",operation="lockSeats",transport="http",outcome="SeatsUnavailableError"\} 1/,
    );
    expect(text).not.toContain('Mine');
  });
});

it('docker-compose takes the profile, whose files are there', async () => {
  const file = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')) as {
    services: Record<string, { profiles?: string[]; volumes?: string[] }>;
  };
  const observe = Object.values(file.services).filter(({ profiles }) => profiles?.includes('observe'));
  expect(observe).toHaveLength(3);
  const mounted = observe.flatMap(({ volumes = [] }) => volumes).filter((volume) => volume.startsWith('./'));
  expect(mounted.length).toBeGreaterThan(3);
  for (const volume of mounted) {
    const [path] = volume.split(':');
    expect(() => readFileSync(join(ROOT, path!)), path).not.toThrow(/ENOENT/);
  }
  const command = await composeCommand();
  if (!command) return;
  const [program, ...args] = command;
  const profiles = ['--profile', 'observe', '--profile', 'worker'];
  const { stdout } = await promisify(execFile)(program!, [...args, ...profiles, 'config'], { cwd: ROOT });
  expect(stdout).toContain('tempo');
});

/** Null where it is not installed. */
async function composeCommand(): Promise<string[] | null> {
  for (const command of [['docker-compose'], ['docker', 'compose']]) {
    const [program, ...args] = command;
    const runs = await promisify(execFile)(program!, [...args, 'version']).then(
      () => true,
      () => false,
    );
    if (runs) return command;
  }
  return null;
}

/** Those of the answer by name, the lines of histograms by themselves, with the labels that they have. */
function metricsIn(text: string): Map<string, Set<string>> {
  const metrics = new Map<string, Set<string>>();
  for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)/gm)) {
    for (const part of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
      metrics.set(`${name}${part}`, new Set());
  }
  for (const [, name, labels = ''] of text.matchAll(/^([a-zA-Z_]\w*)(?:\{(.*)\})? /gm)) {
    const known = metrics.get(name!) ?? new Set<string>();
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    metrics.set(name!, known);
  }
  return metrics;
}
