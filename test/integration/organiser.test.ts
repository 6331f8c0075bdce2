import { describe } from 'vitest';
import { organiserSuite } from '../kit/suites/organiser.suite.ts';

describe('an organiser', () => organiserSuite('embedded'));
