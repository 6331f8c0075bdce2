import { describeWithServices } from '../kit/servers/servers.ts';
import { tracingSuite } from '../kit/suites/tracing.suite.ts';

describeWithServices('a trace on PostgreSQL, Redis and Kafka', () => tracingSuite('services'));
