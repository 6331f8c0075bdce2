import { readFileSync } from 'node:fs';

/** A line that says where another file's text belongs: a CTE that several statements share. */
const INCLUDE = /\/\* include (\S+) \*\//g;
/** Comments are whole lines. */
const COMMENT = /^\s*--.*\n?/gm;
/** Of the statements that were read, by their texts: as `inventory/hold`. */
const NAMES = new Map<string, string>();
const FOLDERS = /^.*\/src\/(?:modules|platform)\//;
/** What Prisma writes names its table so. */
const TABLE = /"public"\."(\w+)"/;

/**
 * The text of one SQL statement, from its file. The file begins with comments that say what the statement takes, locks and returns;
 * they are left out of the text. An include is found from the including file's own folder, or from that of the statement.
 */
export function readStatement(file: URL): string {
  const text = readFileSync(file, 'utf8').replace(COMMENT, '');
  const whole = text.replace(INCLUDE, (_include, path: string) => readStatement(new URL(path, folderOf(file)))).trim();
  NAMES.set(
    whole,
    file.pathname
      .replace(FOLDERS, '')
      .replace(/\/sql\//, '/')
      .replace(/\.sql$/, ''),
  );
  return whole;
}

/** What a statement is called where it is told of: by its file, if it has one. Never by its values. */
export function nameOfStatement(text: string): string {
  const known = NAMES.get(text);
  if (known !== undefined) return known;
  const [verb = 'SQL'] = /^\w+/.exec(text.trimStart()) ?? [];
  const table = TABLE.exec(text)?.[1];
  return table === undefined ? verb.toUpperCase() : `${verb.toUpperCase()} ${table}`;
}

/** Parts lie in a folder of their own below the statements', and are named from there. */
function folderOf(file: URL): URL {
  return file.pathname.includes('/parts/') ? new URL('..', file) : file;
}
