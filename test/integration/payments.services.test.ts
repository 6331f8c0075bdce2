import { describeWithServices } from '../kit/servers/servers.ts';
import { paymentsSuite } from '../kit/suites/payments.suite.ts';

describeWithServices('payments on PostgreSQL, Redis and Kafka', () => paymentsSuite('services'));
