import { describeWithServices } from '../kit/servers/servers.ts';
import { refusalsSuite } from '../kit/suites/refusals.suite.ts';

describeWithServices('refusals on PostgreSQL, Redis and Kafka', () => refusalsSuite('services'));
