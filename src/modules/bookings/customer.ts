import { z } from 'zod';
import type { InputIssue } from '../errors.ts';
import { isPlainText } from '../plain-text.ts';
import type { Customer } from './booking-record.ts';

export interface CustomerInput {
  name: string;
  email: string;
  phone?: string | null | undefined;
}

export const MAX_CUSTOMER_NAME = 200;
export const MAX_EMAIL = 254;
export const MAX_PHONE = 30;

const CustomerModel = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(MAX_CUSTOMER_NAME, `must have at most ${MAX_CUSTOMER_NAME} characters`)
    .refine(isPlainText, 'must be plain text without control characters'),
  email: z.string().trim().max(MAX_EMAIL, 'is too long').pipe(z.email('is not an e-mail address')),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9 ()/.-]{5,30}$/, 'is not a phone number')
    .nullish()
    .transform((phone) => phone ?? null),
});

/** The customer as stored, or every problem with its path under `path`. */
export function parseCustomer(input: CustomerInput, path: string): { customer: Customer } | { issues: InputIssue[] } {
  const parsed = CustomerModel.safeParse(input);
  if (parsed.success) return { customer: parsed.data };
  return {
    issues: parsed.error.issues.map((issue) => ({ path: [path, ...issue.path].join('.'), message: issue.message })),
  };
}
