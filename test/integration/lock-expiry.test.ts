import { describe } from 'vitest';
import { lockExpirySuite } from '../kit/suites/lock-expiry.suite.ts';

describe('holds that nobody uses', () => lockExpirySuite('embedded'));
