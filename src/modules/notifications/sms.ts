import type { Logger } from '../../platform/observability/logger.ts';

/** The text message port. */
export interface SmsGateway {
  /** Resolves once the gateway took the message. `id` is the notification's: the gateway's idempotency key. */
  send(sms: Sms): Promise<void>;
}

export interface Sms {
  id: string;
  /** As the customer gave it. */
  to: string;
  text: string;
}

/** The gateway for machines without one: a line in the log. */
export function createLogSms({ logger }: { logger: Logger }): SmsGateway {
  return {
    async send({ id, to, text }) {
      logger.info({ notificationId: id, to, text }, 'text message (no gateway is set up, it goes to the log)');
    },
  };
}
