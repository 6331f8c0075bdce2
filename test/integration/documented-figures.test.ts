import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTestApp } from '../kit/product/app.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const FIGURE = /\b(?:seatwire|nodejs|process)_[a-z][a-z0-9_]*[a-z0-9]\b/g;
/** What Prometheus makes of a histogram. */
const PART_OF_HISTOGRAM = /_(bucket|sum|count)$/;
/** Named for being left out. */
const LEFT_OUT = new Set(['nodejs_active_handles']);

/** Every figure that is named in the documentation for operators, and where. */
function documented(): Map<string, string> {
  const files = readdirSync(DOCS).filter((name) => name.endsWith('.md'));
  return new Map(
    files.flatMap((file) =>
      [...readFileSync(join(DOCS, file), 'utf8').matchAll(FIGURE)].map(([name]) => [name, file] as const),
    ),
  );
}

it('tells every figure that the documentation names, and documents those of overload, pools and queues', async () => {
  await using app = await startTestApp({ env: {} });
  const text = await (await fetch(new URL('/metrics', app.url))).text();
  const told = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!));
  const figures = documented();
  const missing = [...figures].filter(([name]) => {
    return !LEFT_OUT.has(name) && !told.has(name) && !told.has(name.replace(PART_OF_HISTOGRAM, ''));
  });
  expect(missing).toEqual([]);
  const bounded = [...told].filter((name) =>
    /^seatwire_(operation|postgres|redis|kafka|event_loop|overloaded)/.test(name),
  );
  expect(bounded.filter((name) => !figures.has(name))).toEqual([]);
});
