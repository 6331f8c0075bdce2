import { type DocsPage, plainText, type SearchEntry } from './docs-page.ts';
import type { Guide } from './guides.ts';
import { type Links, renderMarkdown } from './markdown.ts';

const WEIGHT = 1;

export function guidePage({ file, path, title, group, markdown }: Guide, links: Links): DocsPage {
  const { html, headings } = renderMarkdown(markdown, { file, ...links });
  return { path, title, group, body: html, headings, entries: sections(html, path, title) };
}

/** The page in parts, from heading to heading. */
function sections(html: string, path: string, title: string): SearchEntry[] {
  const [intro = '', ...rest] = html.split(/(?=<h[2-6] id=")/);
  return [
    { url: path, title, context: 'Guide', text: plainText(intro), weight: WEIGHT },
    ...rest.map((part): SearchEntry => {
      const [, id = '', heading = ''] = /^<h\d id="([^"]*)">([\s\S]*?) <a class="anchor"/.exec(part) ?? [];
      const text = plainText(part.replace(/^<h\d[\s\S]*?<\/h\d>/, ''));
      return { url: `${path}#${id}`, title: plainText(heading), context: title, text, weight: WEIGHT };
    }),
  ];
}
