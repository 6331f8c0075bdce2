import { describeWithServices } from '../kit/servers/servers.ts';
import { poisonedCallersSuite } from '../kit/suites/poisoned-callers.suite.ts';

describeWithServices('a guest with poisoned input on PostgreSQL, Redis and Kafka', () =>
  poisonedCallersSuite('services'),
);
