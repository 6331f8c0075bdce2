import { describe } from 'vitest';
import { restartSuite } from '../kit/restart.suite.ts';

describe('a restart', () => restartSuite('embedded'));
