import { describeWithServices } from '../kit/servers/servers.ts';
import { addressLimitsSuite } from '../kit/suites/address-limits.suite.ts';

describeWithServices('what one network address may do on two nodes', () => addressLimitsSuite('services'));
