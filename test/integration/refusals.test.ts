import { describe } from 'vitest';
import { refusalsSuite } from '../kit/refusals.suite.ts';

describe('refusals', () => refusalsSuite('embedded'));
