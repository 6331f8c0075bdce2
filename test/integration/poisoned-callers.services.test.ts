import { poisonedCallersSuite } from '../kit/poisoned-callers.suite.ts';
import { describeWithServices } from '../kit/servers.ts';

describeWithServices('a guest with poisoned input on PostgreSQL, Redis and Kafka', () =>
  poisonedCallersSuite('services'),
);
