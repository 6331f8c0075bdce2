import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCS } from './docs-page.ts';

/** A document of the repository that is a page below /docs. */
export interface Guide {
  /** From the root of the repository: `docs/client.md`. */
  file: string;
  path: string;
  /** In the navigation; on the page is the document's own. */
  title: string;
  group: string;
  markdown: string;
}

/** The guides in the order of the navigation, with their titles there. A document of docs/ that is missing here comes last, by its own title. */
const ORDER: { group: string; files: Record<string, string> }[] = [
  {
    group: 'Build a ticket shop',
    files: {
      'docs/map-component.md': 'The map as a web component',
      'docs/client.md': 'Live seat map, buying',
      'docs/best-seats.md': 'Best seats',
      'docs/on-sale.md': 'The first minute of an on-sale',
      'docs/testing-your-shop.md': 'Testing your shop',
      'docs/errors.md': 'Errors',
      'docs/limits-and-costs.md': 'Limits and costs',
      'docs/events.md': 'Events',
      'docs/upgrades.md': 'Upgrades',
      'CHANGELOG.md': 'Changes of each release',
    },
  },
  { group: 'Packages', files: {} },
  { group: 'Examples', files: {} },
  {
    group: 'Run a box office',
    files: {
      'docs/organisers.md': 'For organisers',
      'docs/payments.md': 'Payments with Stripe',
      'docs/operations.md': 'Operations',
    },
  },
  {
    group: 'About the project',
    files: { 'docs/glossary.md': 'Glossary', 'docs/mutation-testing.md': 'Mutation testing' },
  },
];
/** Where a document comes that is not named above. */
const UNORDERED: { beginning: string; group: string }[] = [
  { beginning: 'packages/', group: 'Packages' },
  { beginning: 'examples/', group: 'Examples' },
  { beginning: '', group: 'Build a ticket shop' },
];
const DOCUMENTS = ['CHANGELOG.md', 'docs/*.md', 'packages/*/README.md', 'examples/*/README.md'];

export const GROUPS = ORDER.map(({ group }) => group);

export function readGuides(root: string): Guide[] {
  const found = globSync(DOCUMENTS, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const guide = (file: string, group: string, title?: string): Guide => {
    const markdown = read(file);
    return { file, path: pathOfGuide(file), group, markdown, title: title ?? /^# (.+)$/m.exec(markdown)?.[1] ?? file };
  };
  const ordered = ORDER.flatMap(({ group, files }) =>
    Object.entries(files)
      .filter(([file]) => found.includes(file))
      .map(([file, title]) => guide(file, group, title)),
  );
  const known = new Set(ordered.map(({ file }) => file));
  const groupOf = (file: string) => UNORDERED.find(({ beginning }) => file.startsWith(beginning))!.group;
  return [...ordered, ...found.filter((file) => !known.has(file)).map((file) => guide(file, groupOf(file)))];
}

/** Where a document of the repository is served. */
export function pathOfGuide(file: string): string {
  return `${DOCS}/${file
    .replace(/^docs\//, '')
    .replace(/(?:\/README)?\.md$/, '')
    .toLowerCase()}`;
}
