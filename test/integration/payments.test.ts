import { describe } from 'vitest';
import { paymentsSuite } from '../kit/payments.suite.ts';

describe('payments', () => paymentsSuite('embedded'));
