import { describeWithServices } from '../kit/servers/servers.ts';
import { lockExpirySuite } from '../kit/suites/lock-expiry.suite.ts';

describeWithServices('holds that nobody uses on PostgreSQL, Redis and Kafka', () => lockExpirySuite('services'));
