// Looks for SQL in TypeScript above the platform (part of `npm run deps`): statements are files in a module's sql/, the rest goes
// through Prisma. test/rules/sql-in-modules.test.ts plants each.
import { readFileSync } from 'node:fs';
import { lineAt, ROOT, sourceFiles, withoutComments } from './source-text.ts';

const PATTERNS = [
  // Keywords as SQL is written here, also of parts of a statement.
  /\b(?:SELECT|INSERT INTO|DELETE FROM|LOCK TABLE|TRUNCATE|RETURNING|ORDER BY|GROUP BY|FROM|WHERE|VALUES|JOIN|UNION|ON CONFLICT|SKIP LOCKED|FOR UPDATE|IS (?:NOT )?NULL)\b/g,
  /\bUPDATE\s+[\w."]+\s+(?:(?:AS\s+)?\w+\s+)?SET\b/g,
  /[=<>]\s*(?:\$\d|NULL\b)/g,
  /\binterval\s+'/gi,
  // A statement in other letters.
  /['"`]\s*(?:select\s[^'"`]*?\sfrom\s|insert\s+into\s|delete\s+from\s|update\s+[\w."]+\s+(?:(?:as\s+)?\w+\s+)?set\s|with\s+\w+\s+as\s|lock\s+table\s|truncate\s)/gi,
  // Prisma's ways to run SQL.
  /\$(?:query|execute)Raw(?:Unsafe|Typed)?\b|\bPrisma\s*\.\s*(?:sql|raw|join)\b/g,
];

/** Where SQL stands in the file, a line each. */
export function sqlIn(path: string, text: string): string[] {
  const code = withoutComments(path, text);
  const lines = new Set(
    PATTERNS.flatMap((pattern) => [...code.matchAll(pattern)].map(({ index }) => lineAt(code, index))),
  );
  return [...lines].sort((one, other) => one - other).map((line) => `${path}:${line} has SQL`);
}

/** The files that are to have none, by their paths from the project's folder. */
export function lookedAt(): string[] {
  return sourceFiles('src/{modules,app,server,schema,shared}/**/*.ts');
}

if (import.meta.main) {
  const found = lookedAt().flatMap((path) => sqlIn(path, readFileSync(`${ROOT}${path}`, 'utf8')));
  for (const line of found) process.stderr.write(`${line}: statements are files in a module's sql/\n`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
