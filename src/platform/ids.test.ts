import fc from 'fast-check';
import { TypeID } from 'typeid-js';
import { expect, it } from 'vitest';
import { isId, newId } from './ids.ts';

/** As the library reads it. */
function isTypeId(prefix: string, text: string): boolean {
  try {
    return TypeID.fromString(text).getType() === prefix;
  } catch {
    return false;
  }
}

it('knows its own ids, by their kind', () => {
  const id = newId('lock');
  expect(isId('lock', id)).toBe(true);
  expect(isId('show', id)).toBe(false);
});

it('takes for an id what TypeID does, and nothing else', () => {
  const id = newId('lock');
  const nearMiss = fc
    .tuple(fc.nat(id.length), fc.nat(2), fc.constantFrom(...'0789abilouzAZ_ -é\n', '\u{1f600}', ''))
    .map(([at, cut, put]) => id.slice(0, at) + put + id.slice(at + cut));
  fc.assert(
    fc.property(
      fc.oneof(
        nearMiss,
        fc.string(),
        fc.string().map((text) => `lock_${text}`),
      ),
      (text) => {
        expect(isId('lock', text)).toBe(isTypeId('lock', text));
      },
    ),
    { numRuns: 2_000 },
  );
});
