import { readFileSync } from 'node:fs';

/** Settings that hold a secret. Each may be in a file instead, as secrets of containers are: the same name with `_FILE`. */
export const SECRETS = [
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'DATABASE_PASSWORD',
  'REDIS_URL',
  'REDIS_PASSWORD',
  'REDIS_SENTINEL_PASSWORD',
  'KAFKA_SASL_PASSWORD',
  'SMTP_URL',
  'AUTH_JWT_SECRET',
  'STRIPE_SECRET_KEY',
  'STRIPE_PUBLISHABLE_KEY',
  'STRIPE_WEBHOOK_SECRET',
] as const;

export interface SettingsRead {
  /** The settings, with secrets that are in files under their own names. */
  env: Record<string, string>;
  /** A line for each mistake, beginning with the variable's name. */
  lines: string[];
}

/** Reads the secrets that are in files; blanks and line ends around them are no part of them. An empty file counts as a mistake. */
export function readSecretFiles(env: Readonly<Record<string, string>>): SettingsRead {
  const read: Record<string, string> = { ...env };
  const lines: string[] = [];
  for (const name of SECRETS) {
    const path = env[`${name}_FILE`];
    if (path === undefined) continue;
    if (env[name] !== undefined) {
      lines.push(`${name}_FILE: can't be set with ${name}`);
      continue;
    }
    try {
      const secret = readFileSync(path, 'utf8').trim();
      if (secret === '') lines.push(`${name}_FILE: is an empty file`);
      // Also the empty one: what needs it does not say once more that it is missing.
      read[name] = secret;
    } catch (error) {
      lines.push(`${name}_FILE: can't be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  return { env: read, lines };
}
