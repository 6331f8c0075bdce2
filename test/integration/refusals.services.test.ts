import { refusalsSuite } from '../kit/refusals.suite.ts';
import { describeWithServices } from '../kit/servers.ts';

describeWithServices('refusals on PostgreSQL, Redis and Kafka', () => refusalsSuite('services'));
