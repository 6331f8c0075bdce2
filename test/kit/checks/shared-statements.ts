import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../product/product-process.ts';

const MADE = /(?:const|this\.#) ?(\w+) = create(?:Turn)?(?:Batcher|SharedLookup)\b/g;
/** Where they are called, but by what they are made of. */
const CALL = /\bcreate(?:Turn)?(?:Batcher|SharedLookup)\b[<(]/g;
const THEMSELVES = /^platform\/batching\/(batcher|turn-batcher|shared-lookup)\.ts$/;

/** Those on Redis, which its own test attacks. */
export const ON_REDIS = [
  'modules/locks/redis-seat-holds.ts acquisitions',
  'modules/locks/redis-seat-maps.ts changes',
] as const;

/**
 * Whatever lets several callers share a statement or a call, as the code makes it: the file below `src`, and its name there.
 * Throws for one that has no name.
 */
export function sharedStatements(): string[] {
  const src = join(ROOT, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !THEMSELVES.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(src, file), 'utf8');
      const names = [...text.matchAll(MADE)].map(([, name]) => name!);
      const calls = text.match(CALL)?.length ?? 0;
      if (names.length !== calls) throw new Error(`${file}: ${calls} are made, ${names.length} have a name`);
      return names.map((name) => `${relative(src, join(src, file))} ${name}`);
    })
    .sort();
}
