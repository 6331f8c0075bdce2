/**
 * A local part in quotes, which may hold blanks, commas and @ (RFC 5321, Quoted-string): printable characters, a backslash before a quote
 * or another backslash. Without `<` and `>`: nodemailer writes blanks in their place, and the mail would go to somebody else.
 */
export const QUOTED_LOCAL_PART = /^"(?:(?![<>"\\])[\p{L}\p{M}\p{N}\p{P}\p{S} ]|\\[ -;=?-~])+"$/u;

/** An address in its two parts, at its last @; null: it has none. */
export function partsOfAddress(address: string): { local: string; domain: string } | null {
  const at = address.lastIndexOf('@');
  return at < 0 ? null : { local: address.slice(0, at), domain: address.slice(at + 1) };
}
