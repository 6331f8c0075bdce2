/**
 * Whether the text can be stored, mailed and shown as it is: no control characters (NUL can't be stored at all, line breaks
 * would end a mail's header), no half of a surrogate pair.
 */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** The beginning of a well-formed text, of so many characters at most: no half of a surrogate pair is left at its end. */
export function beginningOf(text: string, length: number): string {
  const cut = text.slice(0, length);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Whether there is anything to see in the text: marks, blanks and characters without a shape alone are nothing. */
export function hasVisibleText(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, ''));
}

/** As `isPlainText`, for text of several lines: line breaks and tabs are fine. */
export function isPlainProse(text: string): boolean {
  return isPlainText(text.replace(/[\r\n\t]/g, ' '));
}
