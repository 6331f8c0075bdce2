import { describeWithServices } from '../kit/servers/servers.ts';
import { ticketTypesSuite } from '../kit/suites/ticket-types.suite.ts';

describeWithServices('ticket types on PostgreSQL, Redis and Kafka', () => ticketTypesSuite('services'));
