import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { codeOf, modelIssue } from '../../platform/validation/model-issue.ts';
import type { InputIssue } from '../../shared/errors.ts';
import { canonicalLocale } from '../../shared/text/language.ts';
import { partsOfAddress, QUOTED_LOCAL_PART } from '../../shared/text/mail-address.ts';
import {
  hasVisibleText,
  isPlainText,
  NO_DIRECTION_OVERRIDES,
  overridesDirection,
} from '../../shared/text/plain-text.ts';
import type { Customer } from './booking-record.ts';

export interface CustomerInput {
  name: string;
  email: string;
  phone?: string | null | undefined;
  /** BCP 47. */
  locale?: string | null | undefined;
}

export const MAX_CUSTOMER_NAME = 200;
export const MAX_EMAIL = 254;
export const MAX_PHONE = 30;

// The printable characters of RFC 5322's dot-atom, and those beyond ASCII (RFC 6531).
const ATOM = /(?:[\w!#$%&'*+/=?^`{|}~-]|(?![\0-\x7f])[\p{L}\p{M}\p{N}\p{P}\p{S}])+/u;
const LOCAL_PART = new RegExp(`^${ATOM.source}(\\.${ATOM.source})*$`, 'u');
const MAX_LOCAL_PART_BYTES = 64;
const DOMAIN = /^(?:[a-z0-9.-]|(?![\0-\x7f])[\p{L}\p{M}\p{N}\p{P}\p{S}])+$/iu;
/** At least two labels, the last of which is no number. */
const ASCII_DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Whether mail can be sent to it: what mail servers and the domain name system have no way to take is refused. */
export function isMailable(address: string): boolean {
  const { local, domain } = partsOfAddress(address) ?? { local: '', domain: '' };
  if (!LOCAL_PART.test(local) && !QUOTED_LOCAL_PART.test(local)) return false;
  if (Buffer.byteLength(local) > MAX_LOCAL_PART_BYTES) return false;
  // Unicode domains are looked up by their ASCII form; '' where there is none.
  return DOMAIN.test(domain) && ASCII_DOMAIN.test(domainToASCII(domain));
}

const CustomerModel = z.object({
  name: z
    .string()
    .trim()
    .refine(hasVisibleText, codeOf('REQUIRED', 'must not be empty'))
    .max(MAX_CUSTOMER_NAME, `must have at most ${MAX_CUSTOMER_NAME} characters`)
    .refine(isPlainText, 'must be plain text without control characters')
    .refine((name) => !overridesDirection(name), NO_DIRECTION_OVERRIDES),
  email: z
    .string()
    .trim()
    .max(MAX_EMAIL, 'is too long')
    .pipe(z.string().refine(isMailable, 'is not an e-mail address')),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9 ()/.-]{5,30}$/, 'is not a phone number')
    .nullish()
    .transform((phone) => phone ?? null),
  locale: z
    .string()
    .transform((tag, context) => {
      const locale = canonicalLocale(tag.trim());
      if (locale !== null) return locale;
      context.addIssue({ code: 'custom', message: 'must be a BCP 47 tag such as de-AT' });
      return z.NEVER;
    })
    .nullish(),
});

/** Who buys at the box office may tell a name or an address, or neither; blanks are nothing told. */
export interface DoorCustomerInput {
  name?: string | null | undefined;
  email?: string | null | undefined;
  phone?: string | null | undefined;
  /** BCP 47. */
  locale?: string | null | undefined;
}

const untold = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : undefined);

const DoorCustomerModel = CustomerModel.extend({
  name: z.preprocess(untold, CustomerModel.shape.name.optional()).transform((name) => name ?? ''),
  email: z.preprocess(untold, CustomerModel.shape.email.optional()).transform((email) => email ?? ''),
  phone: z.preprocess(untold, CustomerModel.shape.phone),
});

/** The customer as stored, or every problem with its path under `path`. `locale` is for those who name none. */
export function parseCustomer(
  input: CustomerInput,
  { path, locale }: { path: string; locale: string },
): { customer: Customer } | { issues: InputIssue[] } {
  return customerOf(CustomerModel.safeParse(input), { path, locale });
}

/** The same of who buys at the box office: what was not told is ''. */
export function parseDoorCustomer(
  input: DoorCustomerInput,
  { path, locale }: { path: string; locale: string },
): { customer: Customer } | { issues: InputIssue[] } {
  return customerOf(DoorCustomerModel.safeParse(input), { path, locale });
}

function customerOf(
  parsed: ReturnType<typeof CustomerModel.safeParse>,
  { path, locale }: { path: string; locale: string },
): { customer: Customer } | { issues: InputIssue[] } {
  if (parsed.success) return { customer: { ...parsed.data, locale: parsed.data.locale ?? locale } };
  return {
    issues: parsed.error.issues.map((issue) => modelIssue(issue, path)),
  };
}
