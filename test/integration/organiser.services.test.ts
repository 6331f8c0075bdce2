import { organiserSuite } from '../kit/organiser.suite.ts';
import { describeWithServices } from '../kit/servers.ts';

describeWithServices('an organiser on PostgreSQL, Redis and Kafka', () => organiserSuite('services'));
