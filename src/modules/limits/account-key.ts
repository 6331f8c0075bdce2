import { createHash } from 'node:crypto';
import type { Principal } from '../../shared/principal.ts';

/**
 * By what the holds of an account are counted over all its subjects: its e-mail address, where the identity provider has verified that. Letters of
 * any case and `+something` before the `@` make no other one. Null: by its subject alone. A digest: what is kept of it names nobody.
 */
export function accountKey({ email, emailVerified = false }: Principal): string | null {
  if (!emailVerified || email === null) return null;
  const at = email.lastIndexOf('@');
  if (at < 1) return null;
  const box = email.slice(0, at).replace(/\+.*$/s, '');
  const address = `${box}${email.slice(at)}`.toLowerCase();
  return `account ${createHash('sha256').update(address).digest('base64url').slice(0, 22)}`;
}
