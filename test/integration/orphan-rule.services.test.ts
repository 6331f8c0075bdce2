import { startTestApp } from '../kit/product/app.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { testOrphanRule } from '../kit/suites/orphan-rule.suite.ts';

describeWithServices('the orphan rule on two nodes', () => {
  testOrphanRule(async () => {
    const env = { BUYER_MAX_LOCKS: '100', BUYER_MAX_SEATS: '500' };
    const node = await startTestApp({ mode: 'services', env });
    return [node, await startTestApp({ mode: 'services', beside: node })];
  });
});
