/** Of a show's page: in its address, the keyboard begins there, as where a draft that was just saved is opened. */
export const CONTROLS_TITLE = 'show-controls-title';

/** What an address below `/organise` is of. */
export type OrganiserRoute =
  | { kind: 'shows' }
  | { kind: 'newShow' }
  | { kind: 'show' | 'editShow' | 'preview'; id: string }
  | { kind: 'none' };

const SHOW = /^\/organise\/shows\/([^/]+)(?:\/(edit|preview))?\/?$/;

export function routeOf(pathname: string): OrganiserRoute {
  if (/^\/organise\/?$/.test(pathname)) return { kind: 'shows' };
  if (/^\/organise\/new\/?$/.test(pathname)) return { kind: 'newShow' };
  const [, encoded, part] = SHOW.exec(pathname) ?? [];
  if (encoded === undefined) return { kind: 'none' };
  const id = decodeURIComponent(encoded);
  if (part === 'edit') return { kind: 'editShow', id };
  return { kind: part === 'preview' ? 'preview' : 'show', id };
}
