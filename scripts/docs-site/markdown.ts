import { posix } from 'node:path';
import { Marked, type Tokens } from 'marked';
import { escapeHtml, type Heading, plainText } from './docs-page.ts';

export interface Links {
  /** Where a file of the repository is served; null: nowhere. */
  addressOf(file: string): string | null;
  /** Where a mutation, a type or a field such as `Show.limits` is described; null: it is none. */
  addressOfName(name: string): string | null;
}

export interface MarkdownContext extends Links {
  /** The document, from the root of the repository: what its links are relative to. */
  file: string;
}

export interface RenderedMarkdown {
  html: string;
  headings: Heading[];
}

/** A document as HTML that needs no script and no style of its own, with the ids that its headings have on GitHub. */
export function renderMarkdown(markdown: string, context: MarkdownContext): RenderedMarkdown {
  const headings: Heading[] = [];
  const ids = new Set<string>();
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth }) {
        const html = withoutLinks(this.parser.parseInline(tokens));
        const id = freeId(slugOf(plainText(html)), ids);
        headings.push({ id, level: depth, html });
        return depth === 1 ? `<h1>${html}</h1>\n` : headingHtml(depth, id, html);
      },
      link({ href, tokens }) {
        return linkHtml(href, withoutLinks(this.parser.parseInline(tokens)), context);
      },
      image({ href, text }) {
        const src = context.addressOf(resolve(href, context.file));
        return src === null ? escapeHtml(text) : `<img src="${src}" alt="${escapeHtml(text)}" loading="lazy">`;
      },
      table(token) {
        return tableHtml(token, (cell) => this.parser.parseInline(cell.tokens));
      },
      code: ({ text, lang }) => codeHtml(text, lang),
      codespan({ text }) {
        const address = context.addressOfName(text);
        const html = `<code>${escapeHtml(text)}</code>`;
        return address === null ? html : `<a href="${address}">${html}</a>`;
      },
      // Only comments for those who write the documents.
      html: ({ text }) => (/^\s*<!--[\s\S]*-->\s*$/.test(text) ? '' : escapeHtml(text)),
    },
  });
  return { html: marked.parse(markdown, { async: false }), headings };
}

/** A description of the schema: text with `code` in it. */
export function renderDescription(text: string): string {
  return new Marked({ gfm: true }).parseInline(text, { async: false });
}

/** The id that GitHub gives to a heading with this text. */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

function withoutLinks(html: string): string {
  return html.replaceAll(/<\/?a\b[^>]*>/g, '');
}

function freeId(slug: string, ids: Set<string>): string {
  let id = slug;
  for (let n = 1; ids.has(id); n += 1) id = `${slug}-${n}`;
  ids.add(id);
  return id;
}

export function headingHtml(level: number, id: string, html: string): string {
  const label = escapeHtml(`Link to “${plainText(html)}”`);
  return `<h${level} id="${id}">${html} <a class="anchor" href="#${id}" aria-label="${label}">#</a></h${level}>\n`;
}

export function codeHtml(text: string, language = ''): string {
  return `<pre class="scrolls" data-language="${escapeHtml(language)}"><code>${escapeHtml(text)}</code></pre>\n`;
}

function linkHtml(href: string, html: string, { file, addressOf }: MarkdownContext): string {
  if (href.startsWith('#') || /^https?:/.test(href)) return `<a href="${escapeHtml(href)}">${html}</a>`;
  const [path = '', fragment] = href.split('#');
  const target = resolve(path, file);
  const address = addressOf(target);
  if (address !== null) return `<a href="${address}${fragment ? `#${fragment}` : ''}">${html}</a>`;
  // It is read in a clone of the repository, or nowhere: the address of one is the operator's affair.
  const code = `<code>${escapeHtml(target)}</code>`;
  return plainText(html) === target ? code : `${html} (${code} in the repository)`;
}

function resolve(href: string, file: string): string {
  return posix.join(posix.dirname(file), href);
}

function tableHtml({ header, rows }: Tokens.Table, inline: (cell: Tokens.TableCell) => string): string {
  const isHeadless = header.every(({ text }) => text === '');
  const cellOf = (tag: string) => (cell: Tokens.TableCell) => {
    const align = cell.align ? ` align="${cell.align}"` : '';
    return `<${tag}${align}>${inline(cell)}</${tag}>`;
  };
  // A column without a title has no header cell: an empty one says nothing to a screen reader.
  const head = header.map((cell) => cellOf(cell.text === '' ? 'td' : 'th')(cell)).join('');
  const body = rows.map((row) => `<tr>${row.map(cellOf('td')).join('')}</tr>`).join('\n');
  return `<div class="scrolls table"><table>${isHeadless ? '' : `<thead><tr>${head}</tr></thead>`}<tbody>\n${body}\n</tbody></table></div>\n`;
}
