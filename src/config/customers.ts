import { z } from 'zod';
import { canonicalLocale } from '../shared/text/language.ts';
import { isPlainText } from '../shared/text/plain-text.ts';
import { anyWhole, flag, text, url, whole } from './setting-kinds.ts';

export const mail = z
  .object({
    SMTP_URL: url(['smtp:', 'smtps:'], 'smtp://user:password@host:587').optional(),
    MAIL_FROM: z
      .string()
      .regex(/^[^\r\n]*[^\s<>@]@[^\s<>@]+>?$/, 'must be an address like Box Office <tickets@example.org>')
      .default('Seatwire <box-office@localhost>'),
    OFFICE_EMAIL: z
      .string()
      .max(254, 'must have at most 254 characters')
      .regex(/^[^\s<>@,;]+@[^\s<>@,;]+$/, 'must be an address like office@example.org')
      .optional(),
    MAIL_RETRY_DAYS: whole(1, 365, 5),
    MAIL_PDFS: flag(true),
    DEFAULT_LOCALE: z.string().default('en').transform(localeOrIssue),
  })
  .transform((env) => ({
    smtpUrl: text(env.SMTP_URL),
    from: env.MAIL_FROM,
    officeEmail: text(env.OFFICE_EMAIL),
    retryDays: env.MAIL_RETRY_DAYS,
    hasPdfs: env.MAIL_PDFS,
    defaultLocale: env.DEFAULT_LOCALE,
  }));

const MAX_LINE = 200;
const LINE = `must be one line of at most ${MAX_LINE} characters`;

/** Who sells, as receipts say. */
export const seller = z
  .object({
    SELLER_NAME: z.string().refine(isLine, { error: LINE }).optional(),
    SELLER_ADDRESS: z.string().refine(isLine, { error: LINE }).optional(),
    SELLER_TAX_ID: z.string().refine(isLine, { error: LINE }).optional(),
  })
  .transform((env) => ({
    name: text(env.SELLER_NAME),
    address: text(env.SELLER_ADDRESS),
    taxId: text(env.SELLER_TAX_ID),
  }));

function isLine(value: string): boolean {
  return value.length <= MAX_LINE && isPlainText(value);
}

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
