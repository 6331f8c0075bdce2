import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PAGE_SOURCES, ROOT } from '../../scripts/bootstrap.mjs';

it('the image copies all that the page is built from before it builds it', () => {
  const [before] = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').split(/^RUN \S*vite build/m);
  const copied = [...before!.matchAll(/^COPY (\S+)/gm)].map(([, path]) => path);
  const isCopied = (source: string) => copied.some((path) => source === path || source.startsWith(`${path}/`));
  expect(PAGE_SOURCES.filter((source) => !isCopied(source))).toEqual([]);
});
