import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { DOCS, type DocsPage, REFERENCE, type SearchEntry } from './docs-page.ts';
import { readExamples } from './examples.ts';
import { guidePage } from './guide-page.ts';
import { GROUPS, type Guide, readGuides } from './guides.ts';
import type { NavGroup } from './layout.ts';
import { OPERATION_GROUPS } from './operation-page.ts';
import { referencePages } from './reference.ts';
import { TYPES_GROUP } from './type-page.ts';

const SCHEMA_FILE = 'schema.graphql';

/** Everything below /docs, before its layout. */
export interface Site {
  pages: readonly DocsPage[];
  nav: readonly NavGroup[];
}

/**
 * Reads the repository at `root`. `addressOfFile` says where a file that is no guide is served (a picture, say), null: nowhere.
 */
export function readSite(root: string, addressOfFile: (file: string) => string | null): Site {
  const guides = readGuides(root);
  const paths = new Map(guides.map(({ file, path }) => [file, path]));
  paths.set(SCHEMA_FILE, REFERENCE);
  const addressOf = (file: string) => paths.get(file) ?? (existsSync(join(root, file)) ? addressOfFile(file) : null);
  const schema = buildSchema(readFileSync(join(root, SCHEMA_FILE), 'utf8'));
  const reference = referencePages(schema, readExamples(root));
  const names = new Map(
    reference.flatMap(({ entries }) => entries.filter(isNamed).map(({ title, url }) => [title, url])),
  );
  const links = { addressOf, addressOfName: (name: string) => names.get(name) ?? null };
  const pages = [home(guides), ...guides.map((guide) => guidePage(guide, links)), ...reference];
  return { pages, nav: navigation(guides, reference) };
}

/** A query or subscription has the name of what it answers, which is mostly meant. */
function isNamed({ title, context }: SearchEntry): boolean {
  return context === 'Mutation' || /^[A-Z]/.test(title);
}

export function searchEntries({ pages }: Site): SearchEntry[] {
  return pages.flatMap(({ entries }) => entries);
}

function groupsOf(guides: readonly Guide[]): string[] {
  return GROUPS.filter((title) => guides.some(({ group }) => group === title));
}

function navigation(guides: readonly Guide[], reference: readonly DocsPage[]): NavGroup[] {
  const ofGuides = groupsOf(guides).map((title) => ({
    title,
    pages: guides
      .filter(({ group }) => group === title)
      .map(({ path, title: name }) => ({ path, title: name, isCode: false })),
    foldedTo: null,
  }));
  const ofReference = [...Object.values(OPERATION_GROUPS), TYPES_GROUP].map((title) => ({
    title,
    pages: reference
      .filter(({ group }) => group === title)
      .map(({ path, title: name }) => ({ path, title: name, isCode: true })),
    foldedTo: `${REFERENCE}#${title === TYPES_GROUP ? 'objects' : title.toLowerCase()}`,
  }));
  const overview = {
    title: 'API reference',
    pages: [{ path: REFERENCE, title: 'Overview', isCode: false }],
    foldedTo: null,
  };
  const [build, ...others] = ofGuides;
  return [build!, overview, ...ofReference, ...others];
}

function home(guides: readonly Guide[]): DocsPage {
  const lists = groupsOf(guides).map((group) => {
    const items = guides
      .filter((guide) => guide.group === group)
      .map(({ path, title }) => `<li><a href="${path}">${title}</a></li>`);
    return `<h2>${group}</h2>\n<ul>${items.join('\n')}</ul>\n`;
  });
  const [build, ...others] = lists;
  const body = `<h1>Seatwire documentation</h1>
<p>Guides and the API reference of the version that this server runs. They need no internet, and nor does the search (press <kbd>/</kbd>).</p>
${build}<h2>API reference</h2>
<ul><li><a href="${REFERENCE}">All operations and types</a></li><li><a href="/graphql">GraphiQL</a>, with example operations in its tabs</li></ul>
${others.join('')}`;
  return { path: DOCS, title: 'Documentation', group: '', body, headings: [], entries: [] };
}
