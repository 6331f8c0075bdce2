import { paymentsSuite } from '../kit/payments.suite.ts';
import { describeWithServices } from '../kit/servers.ts';

describeWithServices('payments on PostgreSQL, Redis and Kafka', () => paymentsSuite('services'));
