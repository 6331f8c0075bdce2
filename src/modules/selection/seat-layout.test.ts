import { describe, expect, it } from 'vitest';
import { planModel } from '../../../test/fixtures/plan-model.ts';
import { longestStretch_ms, threadTime_ms } from '../../../test/kit/product/processor-time.ts';
import { distancesOf, layoutOf, preparedLayoutOf } from './seat-layout.ts';

const largePlan = () => planModel(Array.from({ length: 300 }, () => 200));

describe('the layout of a plan', () => {
  it('is prepared in short stretches, however large the hall is', async () => {
    const plan = largePlan();
    // Once to warm up.
    await preparedLayoutOf(largePlan());
    const other = layoutOf(largePlan());
    const before_ms = threadTime_ms();
    other.links();
    const atOnce_ms = threadTime_ms() - before_ms;
    expect(await longestStretch_ms(() => preparedLayoutOf(plan))).toBeLessThan(atOnce_ms / 3);
  });

  it('is the same one, with the same links, whether it is prepared or made at once', async () => {
    const plan = planModel([5, 5, 3]);
    const prepared = preparedLayoutOf(plan);
    const layout = layoutOf(plan);
    expect(await prepared).toBe(layout);
    expect(await preparedLayoutOf(plan)).toBe(layout);
    expect(layout.links()).toEqual(layoutOf(planModel([5, 5, 3])).links());
    expect(layout.links()[7]).toEqual([2, 12]);
  });

  it('remembers the distances from each of the focal points that its shows have', () => {
    const layout = layoutOf(planModel([5, 5]));
    const [one, other] = [distancesOf(layout, { x: 0, y: 0 }), distancesOf(layout, { x: 4, y: 0 })];
    expect(distancesOf(layout, { x: 0, y: 0 })).toBe(one);
    expect(distancesOf(layout, { x: 4, y: 0 })).toBe(other);
    expect([...other.of.slice(0, 3)]).not.toEqual([...one.of.slice(0, 3)]);
  });
});
