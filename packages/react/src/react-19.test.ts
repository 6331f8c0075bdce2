// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { reactUnderTest } from '../../../test/kit/react/react-under-test.ts';
import { describePurchaseHooks } from '../../../test/kit/suites/react-purchase.suite.ts';
import { describeSeatMapHooks } from '../../../test/kit/suites/react-seat-map.suite.ts';

vi.mock('react', async () => {
  const newest = await import('../../../test/kit/react/react-under-test.ts');
  return { ...newest.reactUnderTest('newest').react };
});

const under = reactUnderTest('newest');

it('is another React than that of the package', () => expect(under.react.version).toMatch(/^19\./));

describeSeatMapHooks(under);
describePurchaseHooks(under);
