import { globSync, readdirSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import MiniSearch from 'minisearch';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/bootstrap.mjs';
import { readExamples } from '../../scripts/docs-site/examples.ts';
import { layoutHtml } from '../../scripts/docs-site/layout.ts';
import { renderMarkdown } from '../../scripts/docs-site/markdown.ts';
import { readSite, searchEntries } from '../../scripts/docs-site/site.ts';
import { INDEX_OPTIONS } from '../../src/web/docs/search-options.ts';

const schema = buildSchema(readFileSync(`${ROOT}/schema.graphql`, 'utf8'));
const site = readSite(ROOT, (file) => `/assets/${file}`);
const assets = { script: '/assets/docs.js', styles: [], index: '/assets/index.json', icon: '/assets/icon.svg' };
const documents = new Map(site.pages.map((page) => [page.path, layoutHtml(page, { nav: site.nav, assets })]));
const pathsOf = (html: string, name: string) =>
  [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value]) => value!);

describe('the pages below /docs', () => {
  it('have each document of docs/', () => {
    const names = readdirSync(`${ROOT}/docs`).filter((name) => name.endsWith('.md'));
    for (const name of names) expect(documents.has(`/docs/${name.slice(0, -3)}`), name).toBe(true);
  });

  it('have the README of each package and example', () => {
    const files = globSync(['packages/*/README.md', 'examples/*/README.md'], { cwd: ROOT });
    expect(files).toContain('packages/client/README.md');
    for (const file of files) expect(documents.has(`/docs/${file.replace('/README.md', '')}`), file).toBe(true);
  });

  it('have names that differ by more than the case of letters, which some file systems take for the same', () => {
    const paths = [...documents.keys()].map((path) => path.toLowerCase());
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('lead to pages and places that there are', () => {
    const ids = new Map([...documents].map(([path, html]) => [path, pathsOf(html, 'id')]));
    const elsewhere = /^(https?:|\/$|\/graphql$|\/assets\/)/;
    const broken = [...documents].flatMap(([path, html]) =>
      pathsOf(html, 'href')
        .filter((href) => !elsewhere.test(href))
        .filter((href) => {
          const [target, fragment] = href.split('#');
          const known = ids.get(target || path);
          return !known || (fragment !== undefined && !known.includes(decodeURIComponent(fragment)));
        })
        .map((href) => `${path}: ${href}`),
    );
    expect(broken).toEqual([]);
  });

  it('have no id twice on one page, and nothing inline that the Content-Security-Policy forbids', () => {
    for (const [path, html] of documents) {
      const ids = pathsOf(html, 'id');
      expect(
        ids.filter((id, at) => ids.indexOf(id) !== at),
        path,
      ).toEqual([]);
      expect(html, path).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+="/);
    }
  });
});

describe('the pictures of docs/images', () => {
  const texts = globSync(['README.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md'], { cwd: ROOT });
  const shown = texts.flatMap((file) =>
    [...readFileSync(`${ROOT}/${file}`, 'utf8').matchAll(/\bimages\/([\w-]+\.\w+)/g)].map(([, name]) => name!),
  );

  it('are each shown by a document, and there are no others', () => {
    expect([...new Set(shown)].sort()).toEqual(readdirSync(`${ROOT}/docs/images`).sort());
  });
});

describe('the examples of the reference', () => {
  const examples = readExamples(ROOT);

  it.each(examples.map((example) => [example.name, example]))('%s: is valid', (_name, { text }) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it('show each operation', () => {
    const roots = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!];
    const operations = roots.flatMap((type) =>
      Object.keys(type.getFields()).map((field) => `${type.name.toLowerCase()} ${field}`),
    );
    const shown = new Set(examples.map(({ kind, field }) => `${kind} ${field}`));
    expect(operations.filter((operation) => !shown.has(operation))).toEqual([]);
  });
});

describe('the search', () => {
  const index = new MiniSearch(INDEX_OPTIONS);
  index.addAll(searchEntries(site).map((entry, id) => ({ id, ...entry })));
  const best = (text: string) => index.search(text)[0]?.url;

  it.each([
    ['lockBestAvailable', '/docs/reference/mutations/lockBestAvailable'],
    ['lockbest', '/docs/reference/mutations/lockBestAvailable'],
    ['best available lock', '/docs/reference/mutations/lockBestAvailable'],
    ['OrphanSeatsError', '/docs/reference/types/OrphanSeatsError'],
    ['Show.bestAvailable', '/docs/reference/types/Show#Show.bestAvailable'],
    ['trusted documents', '/docs/client#trusted-documents'],
    ['dead letters', '/docs/events#what-could-not-be-handled'],
  ])('%s: leads to %s', (text, url) => {
    expect(best(text)).toBe(url);
  });
});

describe('a document', () => {
  const render = (markdown: string) =>
    renderMarkdown(markdown, {
      file: 'docs/a.md',
      addressOf: (file) => (file === 'docs/b.md' ? '/docs/b' : null),
      addressOfName: (name) => (name === 'Show' ? '/docs/reference/types/Show' : null),
    }).html;

  it('links to other documents where they are served, and names files that are served nowhere', () => {
    expect(render('[b](b.md#part)')).toContain('<a href="/docs/b#part">b</a>');
    expect(render('[a test](../test/x.test.ts)')).toContain('a test (<code>test/x.test.ts</code> in the repository)');
  });

  it('links names of the schema to their pages, but for those in a link', () => {
    expect(render('`Show` `show`')).toContain(
      '<a href="/docs/reference/types/Show"><code>Show</code></a> <code>show</code>',
    );
    expect(render('[`Show`](b.md)')).toContain('<a href="/docs/b"><code>Show</code></a>');
  });

  it('is text, whatever HTML it has', () => {
    expect(render('<script>x</script> `<b>`')).not.toMatch(/<script|<b>/);
    expect(render('<!-- note -->\n\ntext')).toBe('<p>text</p>\n');
  });
});
