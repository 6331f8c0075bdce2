import { describe } from 'vitest';
import { restartSuite } from '../kit/suites/restart.suite.ts';

describe('a restart', () => restartSuite('embedded'));
