import { useSyncExternalStore } from 'react';

/** `#/shows/show_…` is `{ page: 'shows', id: 'show_…' }`. A real shop has a router. */
export function useRoute(): { page: string; id: string | undefined } {
  const hash = useSyncExternalStore(onHashChange, () => location.hash);
  const [page, id] = hash.split('/').slice(1);
  return { page: page || 'shows', id };
}

export function goTo(path: string): void {
  location.hash = path;
}

function onHashChange(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
