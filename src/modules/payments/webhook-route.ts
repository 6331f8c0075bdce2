import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { pathOf } from '../../platform/http/url-path.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { isPlainText } from '../../shared/text/plain-text.ts';
import type { PaymentWebhook } from './payment-provider.ts';
import { isSignedBy, SIGNATURE_HEADER } from './webhook-signature.ts';

const MAX_BODY_BYTES = 16 * 1024;

const MAX_FIELD_LENGTH = 255;

/** Anything longer or with control characters is no provider's, and could not be stored. */
const Field = z.string().min(1).max(MAX_FIELD_LENGTH).refine(isPlainText);
const Fields = { provider: Field, paymentId: Field, reference: Field };
const PaymentWebhookModel = z.discriminatedUnion('status', [
  z.object({ ...Fields, status: z.literal('SUCCEEDED') }),
  z.object({ ...Fields, status: z.literal('FAILED'), failureCode: Field }),
]);

export interface PaymentWebhookRouteOptions {
  /** The provider's name: the route is `POST /webhooks/payments/<provider>`. */
  provider: string;
  secret: string;
  logger: Logger;
  /**
   * Called with each webhook whose signature is good; the provider gets its 204 only after it resolved. NotFoundError is
   * answered 404, any other rejection 500: the provider sends it again either way.
   */
  onWebhook(webhook: PaymentWebhook): Promise<void>;
  /** Called with each webhook of captured money whose payment is unknown: PostgreSQL may have lost it. */
  onUnknownCapture?(webhook: PaymentWebhook): void;
}

/** The receiving end of a provider's webhooks. The handler resolves with false when the request is not for it. */
export function createPaymentWebhookRoute(options: PaymentWebhookRouteOptions) {
  const { provider, secret, logger, onWebhook, onUnknownCapture } = options;
  const path = webhookPath(provider);

  async function answer(req: IncomingMessage): Promise<[status: number, message?: string]> {
    if (req.method !== 'POST') return [405, 'Use POST.'];
    const body = await readBody(req);
    if (body === null) return [413, `At most ${MAX_BODY_BYTES} bytes.`];
    const signature = req.headers[SIGNATURE_HEADER];
    if (!isSignedBy(secret, body, typeof signature === 'string' ? signature : undefined)) {
      return [401, 'The signature is missing, wrong or too old.'];
    }
    const webhook = parseWebhook(body);
    if (webhook?.provider !== provider) return [400, 'Not a payment webhook of this provider.'];
    try {
      await onWebhook(webhook);
      return [204];
    } catch (error) {
      if (error instanceof NotFoundError) {
        if (webhook.status === 'SUCCEEDED') {
          logger.warn(
            { paymentId: webhook.paymentId, reference: webhook.reference },
            'money was captured for a payment that is unknown here: give it back at the provider, or find what was lost',
          );
          onUnknownCapture?.(webhook);
        }
        return [404, error.message];
      }
      const level = isOutage(error) ? 'warn' : 'error';
      logger[level](
        { err: error, paymentId: webhook.paymentId },
        'a payment webhook was not taken, it will come again',
      );
      return [500, 'Not taken; send it again.'];
    }
  }

  return async (req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
    if (pathOf(req) !== path || wantsPage(req)) return false;
    const [status, message] = await answer(req);
    if (status === 405) res.setHeader('allow', 'POST');
    // What was not read of a body that is too large must not be taken for the next request.
    if (status === 413) res.setHeader('connection', 'close');
    res.statusCode = status;
    if (message === undefined) {
      res.end();
    } else {
      res.setHeader('content-type', 'application/json; charset=utf-8');
      res.end(JSON.stringify({ error: message }));
    }
    return true;
  };
}

/** The path that a provider's webhooks are sent to. */
export function webhookPath(provider: string): string {
  return `/webhooks/payments/${provider}`;
}

/** The whole body, or null when it is larger than allowed. */
async function readBody(req: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parseWebhook(body: Buffer): PaymentWebhook | null {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  const parsed = PaymentWebhookModel.safeParse(json);
  return parsed.success ? parsed.data : null;
}
