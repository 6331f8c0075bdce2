import MiniSearch, { type SearchResult } from 'minisearch';
import { INDEX_OPTIONS, type IndexedEntry } from './search-options.ts';

const MAX_RESULTS = 20;

/** What the page's layout has of the search. */
interface Parts {
  root: HTMLElement;
  input: HTMLInputElement;
  results: HTMLElement;
  status: HTMLElement;
}

/** Shows the search, and answers what is typed: the index is loaded when the field first has the focus. */
export function startSearch(root: HTMLElement): void {
  const parts: Parts = {
    root,
    input: root.querySelector('input')!,
    results: root.querySelector('#search-results')!,
    status: root.querySelector('#search-status')!,
  };
  let loading: Promise<MiniSearch<IndexedEntry>> | null = null;
  const load = () => {
    loading ??= loadIndex(root.dataset.index!).catch((error: unknown) => {
      // The next look tries again.
      loading = null;
      throw error;
    });
    return loading;
  };
  const answer = async () => {
    const text = parts.input.value.trim();
    if (text === '') return close(parts);
    try {
      const index = await load();
      // Meanwhile other words may have been typed, which are looked for by themselves.
      if (text === parts.input.value.trim()) show(parts, index.search(text));
    } catch {
      parts.status.textContent = 'The search index could not be loaded.';
    }
  };
  // It does not open the results again: Escape closes them and brings the focus back to the field.
  parts.input.addEventListener('focus', () => load().catch(() => undefined));
  parts.input.addEventListener('input', () => void answer());
  root.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' && parts.results.hidden) void answer();
    else onKey(event, parts);
  });
  root.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !root.contains(relatedTarget)) close(parts);
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !root.contains(target)) close(parts);
  });
  document.addEventListener('keydown', (event) => focusBySlash(event, parts.input));
  root.hidden = false;
}

async function loadIndex(url: string): Promise<MiniSearch<IndexedEntry>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return MiniSearch.loadJSON<IndexedEntry>(await response.text(), INDEX_OPTIONS);
}

function show({ results, status }: Parts, found: readonly SearchResult[]): void {
  const shown = found.slice(0, MAX_RESULTS);
  const list = document.createElement('ol');
  list.append(...shown.map(itemOf));
  results.replaceChildren(shown.length > 0 ? list : paragraph('Nothing found.'));
  results.hidden = false;
  const count = found.length === 1 ? '1 result' : `${found.length} results`;
  status.textContent = found.length > MAX_RESULTS ? `${count}, the best ${MAX_RESULTS} are listed` : count;
}

function itemOf({ url, title, context }: SearchResult): HTMLElement {
  const link = document.createElement('a');
  link.href = url;
  const name = document.createElement('b');
  name.textContent = title;
  const where = document.createElement('small');
  where.textContent = context;
  link.append(name, ' ', where);
  const item = document.createElement('li');
  item.append(link);
  return item;
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

function close({ results, status }: Parts): void {
  results.hidden = true;
  results.replaceChildren();
  status.textContent = '';
}

/** Enter takes the best result; the arrows go through them, from the field on and back to it; Escape closes them. */
function onKey(event: KeyboardEvent, parts: Parts): void {
  const links = [...parts.results.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (event.key === 'Escape' && !parts.results.hidden) {
    parts.input.focus();
    close(parts);
  } else if (event.key === 'Enter' && at < 0) links[0]?.click();
  else if (event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]?.focus();
  else if (event.key === 'ArrowUp' && at >= 0) (links[at - 1] ?? parts.input).focus();
  else return;
  event.preventDefault();
}

function focusBySlash(event: KeyboardEvent, input: HTMLInputElement): void {
  const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.focus();
}
