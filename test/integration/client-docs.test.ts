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
  expect(all).toHaveLength(5);
  for (const { language, code } of all) expect(parseSync(`example.${language}`, code).errors).toEqual([]);
});

/** Runs the example against the app; its lines are awaited one after the other. */
async function runs({ code, flags = [] }: { code: string; flags?: string[] }, lines: readonly [RegExp, RegExp]) {
  await using app = await startTestApp();
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
  const example = runInRepository(process.execPath, [...flags, file], {});
  try {
    await example.line(lines[0]);
    await lockSeats(await app.guest(), app.demoShowId, ['A-1-1']);
    await example.line(lines[1]);
  } finally {
    await example.stop();
    await rm(folder, { recursive: true });
  }
}

it('runs the plain one: it follows a lock', async () => {
  const { code } = (await examples())[0]!;
  await runs({ code }, [/^live, version \d+: \d+ seats taken/, /^A-1-1 LOCKED$/]);
});

it('runs the one of EventSource: it follows a lock', async () => {
  const { code } = (await examples()).find((example) => example.code.includes('new EventSource'))!;
  // Node has it behind a flag.
  await runs({ code, flags: ['--experimental-eventsource'] }, [/__typename: 'SeatMapSnapshot'/, /seatId: 'A-1-1'/]);
});
