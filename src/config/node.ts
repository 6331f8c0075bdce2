import { hostname } from 'node:os';
import { z } from 'zod';

const DEMOS = { true: 'all', 1: 'all', small: 'small', false: null, 0: null } as const;

export const data = z
  .object({
    DATA_DIR: z.string().default('./data'),
    DEMO: z
      .enum(['true', 'small', 'false', '1', '0'], {
        error: ({ input }) => `must be true, small or false, not "${input}"`,
      })
      .default('true'),
  })
  .transform((env) => ({ dir: env.DATA_DIR, demo: DEMOS[env.DEMO] }));

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const log = z
  .object({
    LOG_LEVEL: z
      .enum(LOG_LEVELS, { error: ({ input }) => `must be one of ${LOG_LEVELS.join(', ')}, not "${input}"` })
      .default('info'),
  })
  .transform((env) => ({ level: env.LOG_LEVEL }));

export const ROLES = ['all', 'api', 'worker'] as const;

export const node = z
  .object({
    ROLE: z.enum(ROLES, { error: ({ input }) => `must be one of ${ROLES.join(', ')}, not "${input}"` }).default('all'),
    NODE_ID: z
      .string()
      .regex(/^[\w.-]{1,100}$/, 'must be at most 100 letters, digits, dots, dashes or underscores')
      .default(() => `${hostname()}-${process.pid}`.replace(/[^\w.-]/g, '-').slice(-100)),
  })
  .transform((env) => ({ id: env.NODE_ID, role: env.ROLE }));
