import { describe } from 'vitest';
import { subscriptionsSuite } from '../kit/suites/subscriptions.suite.ts';

describe('the live seat map', () => subscriptionsSuite('embedded'));
