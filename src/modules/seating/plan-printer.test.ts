import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printPlan } from './plan-printer.ts';

const drawing = fc.jsonValue() as fc.Arbitrary<unknown>;
const row = fc.oneof(drawing, fc.record({ row_number: drawing, seats: fc.array(drawing) }, { requiredKeys: [] }));
const zone = fc.oneof(
  drawing,
  fc.record({ name: drawing, rows: fc.oneof(drawing, fc.array(row)) }, { requiredKeys: [] }),
);
const plan = fc.record(
  { name: drawing, size: drawing, zones: fc.oneof(drawing, fc.array(zone)), rows: drawing },
  { requiredKeys: [] },
);

it('prints what JSON.stringify prints', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (value) => {
      expect(await printPlan(value)).toBe(JSON.stringify(value));
    }),
  );
});

it('lets others have their turn between the rows', async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  const rows = Array.from({ length: 10 }, () => ({ row_number: 'x'.repeat(1_000_000) }));
  await printPlan({ zones: [{ rows }] });
  clearImmediate(timer);
  expect(turns).toBeGreaterThanOrEqual(9);
});
