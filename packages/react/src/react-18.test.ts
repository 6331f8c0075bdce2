// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { reactUnderTest } from '../../../test/kit/react/react-under-test.ts';
import { describePurchaseHooks } from '../../../test/kit/suites/react-purchase.suite.ts';
import { describeSeatMapHooks } from '../../../test/kit/suites/react-seat-map.suite.ts';

const under = reactUnderTest('oldest');

it('is the oldest React that the package takes', () => expect(under.react.version).toMatch(/^18\./));

describeSeatMapHooks(under);
describePurchaseHooks(under);
