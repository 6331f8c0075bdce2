import { describeWithServices } from '../kit/servers/servers.ts';
import { subscriptionsSuite } from '../kit/suites/subscriptions.suite.ts';

describeWithServices('the live seat map on PostgreSQL, Redis and Kafka', () => subscriptionsSuite('services'));
