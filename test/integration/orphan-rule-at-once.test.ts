import { describe } from 'vitest';
import { startTestApp } from '../kit/product/app.ts';
import { testOrphanRule } from '../kit/suites/orphan-rule.suite.ts';

describe('the orphan rule on one node', () => {
  testOrphanRule(async () => [await startTestApp({ env: { BUYER_MAX_LOCKS: '100', BUYER_MAX_SEATS: '500' } })]);
});
