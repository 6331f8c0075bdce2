/** What it is about: never good for any server. */
export class InvalidRecipientError extends Error {
  constructor() {
    super('The recipient is not exactly one mail address.');
  }
}

/** How a mail server names what it answered to, and with what, as nodemailer tells. */
interface SmtpFailure extends Error {
  code?: unknown;
  syscall?: unknown;
  command?: unknown;
  responseCode?: unknown;
}

/**
 * Whether this recipient or this message was refused for good: a 5xx reply to one of them, a message beyond the server's
 * size, an address that is none. Such a reply to a login or to the sender's address concerns every mail and is a matter of
 * settings: mails wait until they are mended.
 */
export function isRefusedForGood(error: unknown): boolean {
  if (error instanceof InvalidRecipientError) return true;
  if (!(error instanceof Error)) return false;
  const { code, responseCode } = error as SmtpFailure;
  return code === 'EMESSAGE' || (isReplyToMessage(error) && Number(responseCode) >= 500);
}

/**
 * Whether the failure is this message's own for certain, so that it says nothing of others. 421 is not: the server says
 * goodbye with it, whatever it was asked.
 */
export function isOfMessage(error: unknown): boolean {
  if (isRefusedForGood(error)) return true;
  return isReplyToMessage(error) && (error as SmtpFailure).responseCode !== 421;
}

/** Whether no connection was made for certain, so that the server has not heard of any message: it is away, or refuses us. */
export function isOfConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { syscall, command, responseCode } = error as SmtpFailure;
  return syscall === 'connect' || syscall === 'getaddrinfo' || (command === 'CONN' && typeof responseCode === 'number');
}

function isReplyToMessage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { command, responseCode } = error as SmtpFailure;
  return typeof responseCode === 'number' && (command === 'RCPT TO' || command === 'DATA');
}
