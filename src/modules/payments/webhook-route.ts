import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathOf } from '../../platform/http/url-path.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { type PaymentProvider, type ProviderFact, WebhookRefusedError } from './payment-provider.ts';

/** Providers send objects with all that hangs on them. */
const MAX_BODY_BYTES = 256 * 1024;

export interface PaymentWebhookRouteOptions {
  /** The route is `POST /webhooks/payments/<its name>`. */
  provider: Pick<PaymentProvider, 'name' | 'parseWebhook'>;
  logger: Logger;
  /**
   * Called with what a webhook says whose signature is good; the provider gets its 204 only after it resolved. NotFoundError is
   * answered 404, any other rejection 500: the provider sends it again either way.
   */
  onFact(fact: ProviderFact): Promise<void>;
}

/** The receiving end of a provider's webhooks. The handler resolves with false when the request is not for it. */
export function createPaymentWebhookRoute({ provider, logger, onFact }: PaymentWebhookRouteOptions) {
  const path = webhookPath(provider.name);

  async function answer(req: IncomingMessage): Promise<[status: number, message?: string]> {
    if (req.method !== 'POST') return [405, 'Use POST.'];
    const body = await readBody(req);
    if (body === null) return [413, `At most ${MAX_BODY_BYTES} bytes.`];
    try {
      const fact = provider.parseWebhook({ body, headers: req.headers });
      if (fact) await onFact(fact);
      return [204];
    } catch (error) {
      if (error instanceof WebhookRefusedError) return [error.flaw === 'signature' ? 401 : 400, error.message];
      if (error instanceof NotFoundError) return [404, error.message];
      const level = isOutage(error) ? 'warn' : 'error';
      logger[level]({ err: error, provider: provider.name }, 'a payment webhook was not taken, it will come again');
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
