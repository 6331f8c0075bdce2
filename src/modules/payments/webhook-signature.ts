import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
export const SIGNATURE_HEADER = 'x-payment-signature';

/** How old a signature may be: a webhook that was overheard can't be played back later. */
const TOLERANCE_S = 300;
const FORMAT = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

export function signWebhook(secret: string, body: Buffer, now = new Date()): string {
  const seconds = Math.floor(now.getTime() / 1000);
  return `t=${seconds},v1=${digest(secret, seconds, body).toString('hex')}`;
}

/** Whether the body was signed with this secret, a short while ago at most. Takes the same time for every wrong digest. */
export function isSignedBy(secret: string, body: Buffer, signature: string | undefined, now = new Date()): boolean {
  const match = FORMAT.exec(signature ?? '');
  if (!match) return false;
  const seconds = Number(match[1]);
  if (Math.abs(now.getTime() / 1000 - seconds) > TOLERANCE_S) return false;
  return timingSafeEqual(digest(secret, seconds, body), Buffer.from(match[2]!, 'hex'));
}

function digest(secret: string, seconds: number, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
}
