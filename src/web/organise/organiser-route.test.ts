import { expect, it } from 'vitest';
import { routeOf } from './organiser-route.ts';

it.each([
  ['/organise', { kind: 'shows' }],
  ['/organise/', { kind: 'shows' }],
  ['/organise/new', { kind: 'newShow' }],
  ['/organise/shows/show_1', { kind: 'show', id: 'show_1' }],
  ['/organise/shows/show_1/edit', { kind: 'editShow', id: 'show_1' }],
  ['/organise/shows/show_1/preview', { kind: 'preview', id: 'show_1' }],
  ['/organise/shows/show_1/more', { kind: 'none' }],
])('%s is the address of a page', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});
