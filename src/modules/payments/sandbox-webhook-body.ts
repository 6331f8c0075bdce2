import { z } from 'zod';
import { isPlainText } from '../../shared/text/plain-text.ts';
import { type ProviderFact, type RawWebhook, WebhookRefusedError } from './payment-provider.ts';
import { isSignedBy, SIGNATURE_HEADER } from './webhook-signature.ts';

const MAX_FIELD_LENGTH = 255;

/** Anything longer or with control characters is no webhook of the sandbox. */
const Field = z.string().min(1).max(MAX_FIELD_LENGTH).refine(isPlainText);
const provider = z.literal('sandbox');
const Payment = { provider, paymentId: Field, reference: Field };
const Subject = { provider, reference: Field };

const Body = z.union([
  z.object({ ...Payment, status: z.literal('SUCCEEDED') }),
  z.object({ ...Payment, status: z.literal('FAILED'), failureCode: Field }),
  z.object({ ...Subject, kind: z.literal('refund'), status: z.enum(['SUCCEEDED', 'FAILED']) }),
  z.object({ ...Subject, kind: z.literal('dispute'), status: z.enum(['NEEDS_RESPONSE', 'LOST']) }),
]);

/** The JSON of a webhook of the sandbox. */
export type SandboxWebhookBody = z.output<typeof Body>;

/** What a webhook of the sandbox says. Throws WebhookRefusedError. */
export function parseSandboxWebhook(secret: string, { body, headers }: RawWebhook): ProviderFact {
  const signature = headers[SIGNATURE_HEADER];
  if (!isSignedBy(secret, body, typeof signature === 'string' ? signature : undefined)) {
    throw new WebhookRefusedError('signature');
  }
  const parsed = Body.safeParse(jsonOf(body));
  if (!parsed.success) throw new WebhookRefusedError('content');
  const { data } = parsed;
  if ('paymentId' in data) {
    return { kind: 'payment', paymentId: data.paymentId, reference: data.reference, status: data.status };
  }
  return data.kind === 'refund'
    ? { kind: 'refund', reference: data.reference, status: data.status }
    : { kind: 'dispute', reference: data.reference, status: data.status };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
