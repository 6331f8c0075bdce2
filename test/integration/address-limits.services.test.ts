import { addressLimitsSuite } from '../kit/address-limits.suite.ts';
import { describeWithServices } from '../kit/servers.ts';

describeWithServices('what one network address may do on two nodes', () => addressLimitsSuite('services'));
