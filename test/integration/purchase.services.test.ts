import { describeWithServices } from '../kit/servers/servers.ts';
import { purchaseSuite } from '../kit/suites/purchase.suite.ts';

describeWithServices('a purchase on PostgreSQL, Redis and Kafka', () => purchaseSuite('services'));
