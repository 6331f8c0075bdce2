/**
 * Whether the text can be stored, mailed and shown as it is: no control characters (NUL can't be stored at all, line breaks
 * would end a mail's header), no half of a surrogate pair.
 */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** The same for text of several lines: line breaks and tabs are fine. */
export function isPlainProse(text: string): boolean {
  return isPlainText(text.replace(/[\r\n\t]/g, ' '));
}
