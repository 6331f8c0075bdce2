import { z } from 'zod';
import { canonicalLocale } from '../shared/text/language.ts';
import { anyWhole, text, url, whole } from './setting-kinds.ts';

export const mail = z
  .object({
    SMTP_URL: url(['smtp:', 'smtps:'], 'smtp://user:password@host:587').optional(),
    MAIL_FROM: z
      .string()
      .regex(/^[^\r\n]*[^\s<>@]@[^\s<>@]+>?$/, 'must be an address like Box Office <tickets@example.org>')
      .default('Seatwire <box-office@localhost>'),
    MAIL_RETRY_DAYS: whole(1, 365, 5),
    DEFAULT_LOCALE: z.string().default('en').transform(localeOrIssue),
  })
  .transform((env) => ({
    smtpUrl: text(env.SMTP_URL),
    from: env.MAIL_FROM,
    retryDays: env.MAIL_RETRY_DAYS,
    defaultLocale: env.DEFAULT_LOCALE,
  }));

function localeOrIssue(tag: string, context: z.RefinementCtx): string {
  const locale = canonicalLocale(tag);
  if (locale !== null) return locale;
  context.addIssue({ code: 'custom', message: `must be a BCP 47 tag such as en or de-AT, not "${tag}"` });
  return z.NEVER;
}

export const retention = z
  .object({
    CUSTOMER_DATA_DAYS: anyWhole(0, 36_500).optional(),
    NOTIFICATION_DAYS: whole(1, 36_500, 90),
    UNPAID_BOOKINGS_KEPT_DAYS: whole(2, 36_500, 30),
  })
  .transform((env) => ({
    customerData_days: env.CUSTOMER_DATA_DAYS ?? null,
    notifications_days: env.NOTIFICATION_DAYS,
    unpaidBookings_days: env.UNPAID_BOOKINGS_KEPT_DAYS,
  }));
