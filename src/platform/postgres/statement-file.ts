import { readFileSync } from 'node:fs';

/** A line that says where another file's text belongs: a CTE that several statements share. */
const INCLUDE = /\/\* include (\S+) \*\//g;
/** Comments are whole lines. */
const COMMENT = /^\s*--.*\n?/gm;

/**
 * The text of one SQL statement, from its file. The file begins with comments that say what the statement takes, locks and returns;
 * they are left out of the text. An include is found from the including file's own folder, or from that of the statement.
 */
export function readStatement(file: URL): string {
  const text = readFileSync(file, 'utf8').replace(COMMENT, '');
  return text.replace(INCLUDE, (_include, path: string) => readStatement(new URL(path, folderOf(file)))).trim();
}

/** Parts lie in a folder of their own below the statements', and are named from there. */
function folderOf(file: URL): URL {
  return file.pathname.includes('/parts/') ? new URL('..', file) : file;
}
