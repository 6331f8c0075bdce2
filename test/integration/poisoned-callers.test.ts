import { describe } from 'vitest';
import { poisonedCallersSuite } from '../kit/suites/poisoned-callers.suite.ts';

describe('a guest with poisoned input on the embedded default', () => poisonedCallersSuite('embedded'));
