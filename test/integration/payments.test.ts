import { describe } from 'vitest';
import { paymentsSuite } from '../kit/suites/payments.suite.ts';

describe('payments', () => paymentsSuite('embedded'));
