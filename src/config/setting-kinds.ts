import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Kinds of values that settings have, as text of the environment. */

export const text = (value: string | undefined): string | null => value ?? null;

/** A whole number in decimal digits. Messages repeat the value, so this is not for secrets. */
export const whole = (least: number, greatest: number, fallback: number) => anyWhole(least, greatest).default(fallback);

export const anyWhole = (least: number, greatest: number) =>
  z
    .string()
    .refine((value) => /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= greatest, {
      error: ({ input }) => `must be a whole number from ${least} to ${greatest}, not "${input}"`,
    })
    .transform(Number);

/** A URL with one of the protocols; the value is not repeated in messages because it may hold a password. */
export const url = (protocols: readonly string[], example: string) =>
  z.string().refine((value) => isUrl(value, protocols), { error: `must be a URL like ${example}` });

/** A list separated by commas; blanks around its members are ignored. */
export const list = (isMember: (member: string) => boolean, error: string) =>
  z
    .string()
    .transform((value) => value.split(',').map((member) => member.trim()))
    .refine((members) => members.every(isMember), { error });

export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0'], { error: ({ input }) => `must be true or false, not "${input}"` })
    .transform((value) => value === 'true' || value === '1')
    .default(fallback);

/** The path of a file, which is read: certificates and keys in PEM. */
export const fileContent = () =>
  z.string().transform((path, context) => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      context.addIssue({ code: 'custom', message: `can't be read (${(error as NodeJS.ErrnoException).code})` });
      return z.NEVER;
    }
  });

export function isUrl(value: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname: host } = new URL(value);
  return protocols.includes(protocol) && host !== '';
}

export function isHostAndPort(value: string): boolean {
  const match = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):(\d{1,5})$/.exec(value);
  return match !== null && Number(match[1]) >= 1 && Number(match[1]) <= 65_535;
}
