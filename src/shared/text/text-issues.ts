import type { InputIssue } from '../errors.ts';
import { hasVisibleText, isPlainText } from './plain-text.ts';

/** What is wrong with a line of text that organisers give and buyers read. */
export function textIssues(text: string, path: string, maxLength: number): InputIssue[] {
  const issues: InputIssue[] = [];
  if (!hasVisibleText(text)) issues.push({ path, message: 'must not be empty' });
  if (text.length > maxLength) issues.push({ path, message: `must have at most ${maxLength} characters` });
  // The title is the subject of mails.
  if (!isPlainText(text)) {
    issues.push({ path, message: 'must be plain text without control characters' });
  }
  return issues;
}
