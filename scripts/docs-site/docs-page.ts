/** One page below /docs, as what its layout puts together. */
export interface DocsPage {
  /** Without a slash at the end: `/docs`, `/docs/client`, `/docs/reference/types/Show`. */
  path: string;
  title: string;
  /** Of the navigation, whose entry the page is marked in. */
  group: string;
  /** HTML of what is between the page's head and its end, its `h1` included. */
  body: string;
  /** In the order of the page; those of the second level are listed on it. */
  headings: readonly Heading[];
  /** What the search finds of it. */
  entries: readonly SearchEntry[];
}

export interface Heading {
  id: string;
  level: number;
  /** HTML without links. */
  html: string;
}

/** What the search finds: a section of a guide, an operation, a type, a field. */
export interface SearchEntry {
  url: string;
  title: string;
  /** What it is part of: the guide's title, the kind of operation or type. */
  context: string;
  text: string;
  /** Operations come before types, these before their fields and before guides that only mention the words. */
  weight: number;
}

export const DOCS = '/docs';
export const REFERENCE = `${DOCS}/reference`;

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** What a reader reads of HTML of ours, in one line. */
export function plainText(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(lt|gt|quot|#39|amp);/g, (_all, name: string) => ENTITIES[name]!)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
