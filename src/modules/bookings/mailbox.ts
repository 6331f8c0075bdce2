import { domainToASCII } from 'node:url';
import { partsOfAddress } from '../../shared/text/mail-address.ts';

/**
 * One spelling for the many of an e-mail address: letters in lower case and composed, the domain as it is looked up, whether it was
 * written in Unicode, as xn-- or in wide letters. Addresses with the same are one customer's.
 */
export function mailboxOf(address: string): string {
  const { local, domain } = partsOfAddress(address) ?? { local: address, domain: '' };
  return `${lowered(local)}@${domainToASCII(domain) || lowered(domain)}`;
}

function lowered(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
