import { describe } from 'vitest';
import { refusalsSuite } from '../kit/suites/refusals.suite.ts';

describe('refusals', () => refusalsSuite('embedded'));
