import { describe } from 'vitest';
import { organiserSuite } from '../kit/organiser.suite.ts';

describe('an organiser', () => organiserSuite('embedded'));
