import { describeWithServices } from '../kit/servers/servers.ts';
import { organiserSuite } from '../kit/suites/organiser.suite.ts';

describeWithServices('an organiser on PostgreSQL, Redis and Kafka', () => organiserSuite('services'));
