import { DOCS, type DocsPage, escapeHtml } from './docs-page.ts';

/** A group of the navigation, in its order. */
export interface NavGroup {
  title: string;
  pages: readonly { path: string; title: string; isCode: boolean }[];
  /** A long one is shown on its own pages only; on the others is a link to this address. Null: it is always shown. */
  foldedTo: string | null;
}

export interface Layout {
  nav: readonly NavGroup[];
  /** Where the built script, style sheet and search index are. */
  assets: { script: string; styles: readonly string[]; index: string; icon: string };
}

/** The whole document of a page. It reads without its script, which adds the search. */
export function layoutHtml(page: DocsPage, { nav, assets }: Layout): string {
  const title = page.path === DOCS ? 'Seatwire documentation' : `${page.title} · Seatwire`;
  const styles = assets.styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n    ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" href="${assets.icon}" type="image/svg+xml">
    ${styles}
    <script type="module" src="${assets.script}"></script>
  </head>
  <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header class="top">
      <a class="brand" href="${DOCS}">Seatwire <span>docs</span></a>
      <div class="search" role="search" data-index="${assets.index}" hidden>
        <label for="search">Search the docs</label>
        <input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="Search" aria-describedby="search-hint">
        <span id="search-hint" class="visually-hidden">Results come as you type; arrow down leads to them.</span>
        <p class="visually-hidden" role="status" id="search-status"></p>
        <div id="search-results" hidden></div>
      </div>
      <nav class="elsewhere" aria-label="Elsewhere"><a href="/graphql">GraphiQL</a> <a href="/">Seat map</a></nav>
    </header>
    <div class="columns">
      <details class="menu">
        <summary>Contents</summary>
        <nav aria-label="Documentation">
${nav.map((group) => groupHtml(group, page)).join('')}        </nav>
      </details>
      <main id="content" tabindex="-1">
${tocHtml(page)}<article>
${page.body}</article>
      </main>
    </div>
  </body>
</html>
`;
}

function groupHtml({ title, pages, foldedTo }: NavGroup, page: DocsPage): string {
  if (foldedTo !== null && title !== page.group) {
    return `<p class="group"><a href="${foldedTo}">${escapeHtml(title)}</a></p>\n`;
  }
  const items = pages.map(({ path, title: name, isCode }) => {
    const current = path === page.path ? ' aria-current="page"' : '';
    const label = isCode ? `<code>${escapeHtml(name)}</code>` : escapeHtml(name);
    return `<li><a href="${path}"${current}>${label}</a></li>`;
  });
  return `<p class="group">${escapeHtml(title)}</p>\n<ul>${items.join('\n')}</ul>\n`;
}

function tocHtml({ headings }: DocsPage): string {
  const second = headings.filter(({ level }) => level === 2);
  if (second.length < 3) return '';
  const items = second.map(({ id, html }) => `<li><a href="#${id}">${html}</a></li>`);
  const list = `<nav aria-label="On this page"><ul>${items.join('\n')}</ul></nav>`;
  return `<details class="toc"><summary>On this page</summary>${list}</details>\n`;
}
