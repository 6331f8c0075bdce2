import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseSync } from 'vite';
import { expect, it } from 'vitest';
import { startTestApp } from '../kit/app.ts';
import { lockSeats } from '../kit/buyer.ts';
import { ROOT, runInRepository } from '../kit/product-process.ts';

async function examples(): Promise<{ language: string; code: string }[]> {
  const text = await readFile(path.join(ROOT, 'docs/client.md'), 'utf8');
  return [...text.matchAll(/^```(jsx?)\n([\s\S]*?)^```/gm)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }));
}

it('parses every example', async () => {
  const all = await examples();
  expect(all).toHaveLength(4);
  for (const { language, code } of all) expect(parseSync(`example.${language}`, code).errors).toEqual([]);
});

it('runs the plain one: it follows a lock', async () => {
  await using app = await startTestApp();
  const { code } = (await examples())[0]!;
  // Beside the sources, so that their packages are found.
  const folder = await mkdtemp(path.join(ROOT, 'node_modules/.cache/client-docs-'));
  const file = path.join(folder, 'example.mjs');
  await writeFile(
    file,
    code
      .replace(`'seatwire/client'`, JSON.stringify(path.join(ROOT, 'src/client/seat-map.ts')))
      .replace('https://tickets.example.org', app.url)
      .replace(/show_\w+/, app.demoShowId),
  );
  const example = runInRepository(process.execPath, [file], {});
  try {
    await example.line(/^live, version \d+: \d+ seats taken/);
    await lockSeats(await app.guest(), app.demoShowId, ['A-1-1']);
    await example.line(/^A-1-1 LOCKED$/);
  } finally {
    await example.stop();
    await rm(folder, { recursive: true });
  }
});
