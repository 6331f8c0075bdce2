import { purchaseSuite } from '../kit/purchase.suite.ts';
import { describeWithServices } from '../kit/servers.ts';

describeWithServices('a purchase on PostgreSQL, Redis and Kafka', () => purchaseSuite('services'));
