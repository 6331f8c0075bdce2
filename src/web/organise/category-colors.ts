import { legibleColors } from '../../../packages/map/src/hall/colors.ts';

/** The colours of a plan's categories as the map draws them, on the page's present background. */
export function categoryColors(
  categories: readonly { name: string; color?: string | null }[],
): (category: string) => string {
  const ground = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim();
  const colors = legibleColors(new Map(categories.map(({ name, color }) => [name, color ?? null])), ground);
  return (category) => colors.get(category) ?? 'currentColor';
}
