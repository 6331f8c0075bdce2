import { describeWithServices } from '../kit/servers.ts';
import { subscriptionsSuite } from '../kit/subscriptions.suite.ts';

describeWithServices('the live seat map on PostgreSQL, Redis and Kafka', () => subscriptionsSuite('services'));
