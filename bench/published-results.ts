import { readFile, writeFile } from 'node:fs/promises';

const README = new URL('./README.md', import.meta.url);
const BEST_SEATS = new URL('../docs/best-seats.md', import.meta.url);

/** Begins what one run has to tell: the time of its beginning, the machine, and how noisy it was. */
const RUN = /^(?=\d{4}-\d\d-\d\dT\d\d:\d\dZ, )/m;
/** A line of a run's table, or a remark, of one benchmark. */
const LINE = /^(?:\| (P\d+) |- (P\d+): ).*\n?/gm;

/** Puts a run's results into bench/README.md, in place of those that are there of the same benchmarks. */
export async function writeResults(text: string, ids: readonly string[]): Promise<void> {
  await change(README, (readme) => inPlace(readme, 'results', (known) => mergedResults(known, text, ids)));
}

/** Puts each table into its place in docs/best-seats.md. */
export async function writeTables(tables: readonly { name: string; text: string }[]): Promise<void> {
  if (tables.length === 0) return;
  await change(BEST_SEATS, (page) => tables.reduce((made, { name, text }) => inPlace(made, name, () => text), page));
}

/** The results of earlier runs without those of the benchmarks, and the new ones after them. */
export function mergedResults(known: string, added: string, ids: readonly string[]): string {
  const others = known
    .split(RUN)
    .map((run) =>
      run.replace(LINE, (line, row?: string, remark?: string) => (ids.includes(row ?? remark!) ? '' : line)),
    )
    .filter((run) => run.match(/^\| P\d/m))
    .map((run) => run.trim());
  return [...others, added].join('\n\n');
}

/** The page with something else between `<!-- name -->` and `<!-- /name -->`. */
export function inPlace(page: string, name: string, change: (known: string) => string): string {
  const [opening, closing] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const start = page.indexOf(opening);
  const end = page.indexOf(closing, start);
  const from = start + opening.length;
  if (start < 0 || end < from) throw new Error(`The page has no place for ${name}.`);
  return `${page.slice(0, from)}\n${change(page.slice(from, end).trim())}\n${page.slice(end)}`;
}

async function change(file: URL, work: (text: string) => string): Promise<void> {
  await writeFile(file, work(await readFile(file, 'utf8')));
}
