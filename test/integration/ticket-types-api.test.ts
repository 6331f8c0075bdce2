import { describe } from 'vitest';
import { ticketTypesSuite } from '../kit/suites/ticket-types.suite.ts';

describe('ticket types', () => ticketTypesSuite('embedded'));
