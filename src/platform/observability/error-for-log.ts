import { isOutage } from '../outages/outage.ts';

/** What an error may say beside its message, by name: codes and places, never values that came from a caller. */
const TELLING_FIELDS = [
  'code',
  'errno',
  'syscall',
  'address',
  'port',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'command',
  'responseCode',
  'clientVersion',
] as const;
/** What is before the @ has up to 64 characters; it may be in quotes, with blanks and signs in them, and names have apostrophes. */
const EMAIL = /(?:"[^<>\r\n]{1,64}?"|[^\s<>"'(),;:=](?:'?[^\s<>"'(),;:=]){0,63})@[^\s<>"'(),;:=]+/g;
const PHONE = /\+\d[\d ()/.-]{5,28}\d/g;
/**
 * Seven digits and more, as people part them. Not what is part of an id, a path or a place in a file, nor an IPv4 address, a
 * date as ISO 8601 has it, or an amount with its unit.
 */
const PHONE_WITHOUT_PLUS = new RegExp(
  [
    String.raw`(?<![\w#/-]|\d[.:])`,
    String.raw`(?!\d{1,3}(?:\.\d{1,3}){3}(?![\d.]))`,
    String.raw`(?!(?:19|20)\d\d-(?:0[1-9]|1[0-2])-[0-3]\d(?!\d))`,
    String.raw`\(?\d(?:[ ()/.-]{0,3}\d){6,28}`,
    String.raw`(?!\w|-\w| (?:ms|s|milliseconds|seconds|bytes|[kKM]i?B|characters|rows)\b)`,
  ].join(''),
  'g',
);
const MAX_DEPTH = 5;
/** Some say what they could not take, which may be all that a caller sent: finding addresses in that takes its square. */
const MAX_CHARS = 4_000;

/**
 * An error as it is logged: type, message, stack, causes and codes. Other fields are left out, since PostgreSQL's `detail`
 * repeats the row that failed and a mail server's `response` the recipient. E-mail addresses and phone numbers in the texts
 * are masked. A server that is away, or still recovering, is no mistake in the code: where it was noticed says nothing, so
 * such an error has no stack, nor have its causes.
 */
export function errorForLog(error: unknown): unknown {
  return serialize(error, 0, false);
}

/** `ofOutage`: what it is the cause of is known for an outage, by whatever the library that noticed it threw. */
function serialize(error: unknown, depth: number, ofOutage: boolean): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? masked(error) : error;
  const fields = error as Error & Record<string, unknown>;
  const telling = TELLING_FIELDS.flatMap((name) => {
    const value = fields[name];
    return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
  });
  const causes = error instanceof AggregateError ? error.errors : [];
  const goesDeeper = depth < MAX_DEPTH;
  const tellsOutage = ofOutage || isOutage(error);
  return {
    type: error.name,
    message: masked(error.message),
    ...(tellsOutage ? {} : { stack: masked(error.stack ?? '') }),
    ...Object.fromEntries(telling),
    ...(goesDeeper && error.cause !== undefined ? { cause: serialize(error.cause, depth + 1, tellsOutage) } : {}),
    ...(goesDeeper && causes.length > 0
      ? { errors: causes.map((cause) => serialize(cause, depth + 1, tellsOutage)) }
      : {}),
  };
}

function masked(whole: string): string {
  const text = whole.length > MAX_CHARS ? `${whole.slice(0, MAX_CHARS)}…` : whole;
  return text
    .replace(EMAIL, '(e-mail address)')
    .replace(PHONE, '(phone number)')
    .replace(PHONE_WITHOUT_PLUS, '(phone number)');
}
