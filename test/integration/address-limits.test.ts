import { describe } from 'vitest';
import { addressLimitsSuite } from '../kit/address-limits.suite.ts';

describe('what one network address may do', () => addressLimitsSuite('embedded'));
