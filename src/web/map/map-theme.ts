import type { MapTheme } from './seat-look.ts';

/** The map's colours as the style sheet has them at an element, for the light or the dark page. */
export function readTheme(element: Element): MapTheme {
  const style = getComputedStyle(element.isConnected ? element : document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    background: color('--map'),
    ink: color('--ink'),
    faint: color('--seat-gone'),
    accent: color('--accent'),
    onAccent: color('--on-accent'),
    danger: color('--danger'),
    label: color('--muted'),
  };
}
