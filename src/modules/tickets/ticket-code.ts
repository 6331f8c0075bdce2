import { randomBytes } from 'node:crypto';

// Crockford's base 32: no I, L, O or U, so that a code can be read out and typed in.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;

/** Whether the text may be a ticket's code. Says nothing about whether there is such a ticket. */
export function isTicketCode(text: string): boolean {
  return text.length === LENGTH && [...text].every((character) => ALPHABET.includes(character));
}

/** A new ticket's code: 26 characters of Crockford's base 32, 130 random bits; nobody guesses another one's. */
export function newTicketCode(): string {
  let code = '';
  // 256 is a multiple of 32: every character is equally likely.
  for (const byte of randomBytes(LENGTH)) code += ALPHABET[byte % ALPHABET.length];
  return code;
}
