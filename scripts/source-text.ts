import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Files by their paths from the project's folder, without tests, pages and what is generated. */
export function sourceFiles(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/^src\/(generated|web)\/|\.test\.ts$/.test(path))
    .sort();
}

/** What of TypeScript may have a quote or a slash within: strings before comments, which may be in strings. */
const STRINGS_AND_COMMENTS =
  /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** The text of a file of TypeScript or SQL without its comments; its lines stay where they are. */
export function withoutComments(path: string, text: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, ' ');
  if (path.endsWith('.sql')) return text.replace(/--[^\n]*/g, blank);
  return text.replace(STRINGS_AND_COMMENTS, (found) => (found.startsWith('/') ? blank(found) : found));
}

/** The number of the line that the position is in. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
