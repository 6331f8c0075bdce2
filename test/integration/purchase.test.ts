import { describe } from 'vitest';
import { purchaseSuite } from '../kit/suites/purchase.suite.ts';

describe('a purchase', () => purchaseSuite('embedded'));
