import { parseArgs } from 'node:util';
import { problemsOf } from '../src/modules/waiting-room/draw.ts';
import { type DrawList, parseDrawList } from '../src/shared/draw-list.ts';
import { runCommand, UsageError } from './command.ts';

const USAGE = `npm run check-draw -- https://…/waiting-rooms/show_…/draw.txt [--hash <seed hash>] [--entry <entry id>]
  Works out the order of a waiting room's draw anew from its published list, and says what is wrong with it (docs/on-sale.md). --hash: as it was
  published before the draw. --entry: whose place it is to say. Exit code 1 if the draw is not as it should be.`;

await runCommand(USAGE, async () => {
  const options = { hash: { type: 'string' }, entry: { type: 'string' } } as const;
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [address] = positionals;
  if (address === undefined) throw new UsageError('The address of the list is missing.');
  const list = await read(address);
  const problems = problemsOf(list, values.hash ?? null);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length === 0) process.stdout.write(said(list, values.hash !== undefined));
  if (values.entry !== undefined) process.stdout.write(placeOf(values.entry, list));
  process.exitCode = problems.length === 0 ? 0 : 1;
});

async function read(address: string): Promise<DrawList> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}. There is no list before the draw.`);
  return parseDrawList(await response.text());
}

function said({ entryIds, seed, seedHash }: DrawList, isHashKnown: boolean): string {
  const before = isHashKnown ? ', as it was before the draw' : '';
  return `${entryIds.length} places are as the seed ${seed} orders them.\nIts hash is ${seedHash}${before}.\n`;
}

function placeOf(entryId: string, { entryIds }: DrawList): string {
  const place = entryIds.indexOf(entryId) + 1;
  return place > 0 ? `${entryId} has place ${place}.\n` : `${entryId} was not drawn.\n`;
}
