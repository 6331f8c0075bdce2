import { lockExpirySuite } from '../kit/lock-expiry.suite.ts';
import { describeWithServices } from '../kit/servers.ts';

describeWithServices('holds that nobody uses on PostgreSQL, Redis and Kafka', () => lockExpirySuite('services'));
