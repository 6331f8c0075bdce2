import { createSecureContext } from 'node:tls';
import type { z } from 'zod';
import type { TlsMaterial } from '../platform/tls-material.ts';

/**
 * Checks a part's settings of TLS, by their names, and adds an issue for each that can't be used: a file where TLS is off, a certificate
 * without its key, or what is no certificate or key. Null when TLS is off.
 */
export function tlsOrIssues(
  { isOn, onBy, prefix, ...material }: TlsMaterial & { isOn: boolean; onBy: string; prefix: string },
  context: z.RefinementCtx,
): TlsMaterial | null {
  const issue = (name: string, message: string) =>
    context.addIssue({ code: 'custom', path: [`${prefix}_TLS_${name}_FILE`], message });
  const { ca, cert, key } = material;
  if (!isOn) {
    for (const [name, value] of Object.entries({ CA: ca, CERT: cert, KEY: key })) {
      if (value !== null) issue(name, `needs ${onBy}`);
    }
    return null;
  }
  if (cert !== null && key === null) issue('KEY', `must be set with ${prefix}_TLS_CERT_FILE`);
  if (key !== null && cert === null) issue('CERT', `must be set with ${prefix}_TLS_KEY_FILE`);
  if (ca !== null && !isUsable({ ca })) issue('CA', 'is no certificate in PEM');
  if (cert !== null && key !== null && !isUsable({ cert, key })) {
    issue('CERT', `is no certificate in PEM that ${prefix}_TLS_KEY_FILE is the key of`);
  }
  return material;
}

function isUsable(material: { ca?: string; cert?: string; key?: string }): boolean {
  try {
    createSecureContext(material);
    // OpenSSL takes text without any certificate for an empty list of authorities.
    return Object.values(material).every((pem) => pem.includes('-----BEGIN '));
  } catch {
    return false;
  }
}
