import { describe } from 'vitest';
import { purchaseSuite } from '../kit/purchase.suite.ts';

describe('a purchase', () => purchaseSuite('embedded'));
