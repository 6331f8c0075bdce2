import { z } from 'zod';
import { text, url } from './setting-kinds.ts';

/** Says in so many words that a claim is not looked at. */
const ANY = '*';

export const auth = z
  .object({
    AUTH_JWT_SECRET: z.string().min(32, 'must be at least 32 characters long').optional(),
    AUTH_JWKS_URL: url(['http:', 'https:'], 'https://id.example.org/.well-known/jwks.json').optional(),
    AUTH_ISSUER: z.string().optional(),
    AUTH_AUDIENCE: z.string().optional(),
  })
  .superRefine((env, context) => {
    if (env.AUTH_JWKS_URL === undefined) return;
    // One provider signs for many applications with the same keys: without both, a token for any of them is good here.
    for (const name of ['AUTH_ISSUER', 'AUTH_AUDIENCE'] as const) {
      if (env[name] !== undefined) continue;
      const message = `must be set with AUTH_JWKS_URL: what your provider's tokens carry, or ${ANY} for any`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .transform((env) => ({
    jwtSecret: text(env.AUTH_JWT_SECRET),
    jwksUrl: text(env.AUTH_JWKS_URL),
    issuer: env.AUTH_ISSUER === ANY ? null : text(env.AUTH_ISSUER),
    audience: env.AUTH_AUDIENCE === ANY ? null : text(env.AUTH_AUDIENCE),
  }));
