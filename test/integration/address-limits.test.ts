import { describe } from 'vitest';
import { addressLimitsSuite } from '../kit/suites/address-limits.suite.ts';

describe('what one network address may do', () => addressLimitsSuite('embedded'));
