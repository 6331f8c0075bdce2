// npm run check-draw -- <address of the list> [--hash <seed hash>] [--entry <entry id>]: checks the draw of a waiting room by what is
// published of it (docs/on-sale.md). It needs nothing of the server but the list.
import { parseArgs } from 'node:util';
import { parseDrawList, problemsOf } from '../src/modules/waiting-room/draw.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { hash: { type: 'string' }, entry: { type: 'string' } },
});
const [address] = positionals;
if (address === undefined) {
  process.stderr.write(
    'npm run check-draw -- https://…/waiting-rooms/show_…/draw.txt [--hash <seed hash>] [--entry <id>]\n',
  );
  process.exit(2);
}
const response = await fetch(address);
if (!response.ok) {
  process.stderr.write(`${address}: ${response.status}. There is no list before the draw.\n`);
  process.exit(2);
}
const list = parseDrawList(await response.text());
const problems = problemsOf(list, values.hash ?? null);
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length === 0) {
  process.stdout.write(`${list.entryIds.length} places are as the seed ${list.seed} orders them.\n`);
  process.stdout.write(`Its hash is ${list.seedHash}${values.hash ? ', as before the draw' : ''}.\n`);
}
if (values.entry) {
  const place = list.entryIds.indexOf(values.entry) + 1;
  process.stdout.write(place > 0 ? `${values.entry} has place ${place}.\n` : `${values.entry} was not drawn.\n`);
}
process.exitCode = problems.length === 0 ? 0 : 1;
