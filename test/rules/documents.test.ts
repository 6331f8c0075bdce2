import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...globSync('packages/*/README.md', { cwd: ROOT }).sort(),
];

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The first group of every match. */
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!);

/** What a reader would copy: documents in graphql blocks, given to `gql '…'`, and in the program's template literal. */
function operationsOf(markdown: string): string[] {
  return [
    ...all(markdown, /```graphql\n(.*?)```/gs),
    ...all(markdown, /\bgql '([^']+)'/g),
    ...all(markdown, /= `(subscription [^`]+)`/g),
    ...all(markdown, /"(subscription \{(?:\\"|[^"])+)"/g).map((text) => text.replaceAll('\\"', '"')),
  ];
}

describe.each(DOCUMENTS)('%s', (path) => {
  const markdown = read(path);

  it('links to files that exist', () => {
    const files = all(markdown, /\]\(([^)#:]+)(?:#[^)]*)?\)/g);
    expect(files.filter((file) => !existsSync(join(ROOT, dirname(path), file)))).toEqual([]);
  });

  it('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = all(markdown, /npm run (?:-s )?([a-z-]+)/g);
    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  it('shows operations that the schema takes', () => {
    const schema = buildSchema(read('schema.graphql'));
    for (const operation of operationsOf(markdown)) {
      const problems = validate(schema, parse(operation)).map(({ message }) => message);
      expect(problems, operation).toEqual([]);
    }
  });
});

describe('ARCHITECTURE.md', () => {
  it('names each folder of src/platform', () => {
    const folders = readdirSync(join(ROOT, 'src/platform'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const text = read('ARCHITECTURE.md');
    expect(folders.map(({ name }) => name).filter((name) => !text.includes(`\`${name}/\``))).toEqual([]);
  });

  it('names files that exist', () => {
    const named = all(read('ARCHITECTURE.md'), /`([\w./-]+\.(?:ts|sql|lua))`/g);
    const files = globSync(['src/**/*', 'packages/*/src/**/*', 'scripts/*', 'test/**/*'], { cwd: ROOT });
    expect(named.length).toBeGreaterThan(70);
    expect(named.filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)))).toEqual([]);
  });
});

describe('test/kit/README.md', () => {
  it('tells what is in each folder', () => {
    const folders = readdirSync(join(ROOT, 'test/kit'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(all(read('test/kit/README.md'), /^\| `([\w-]+)` \|/gm)).toEqual(folders.map(({ name }) => name).sort());
  });
});

describe('README.md', () => {
  it('has every setting in its table, and no other', () => {
    const models = globSync('src/config/*.ts', { cwd: ROOT }).map(read).join('\n');
    const settings = all(
      models,
      /(?:^ +|\{ |, )([A-Z][A-Z_]+): (?:flag|whole|anyWhole|url|list|fileContent|documentManifests|z)\b/gm,
    );
    const table = all(read('README.md'), /^\| `([A-Z_]+)` \|/gm);
    expect([...table].sort()).toEqual([...settings].sort());
  });

  it('has an operation for each step of the tour', () => {
    expect(operationsOf(read('README.md')).length).toBeGreaterThan(8);
  });
});
