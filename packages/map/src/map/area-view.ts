import { widened } from '../hall/bounds.ts';
import type { SaleArea } from '../hall/sale-areas.ts';
import type { View, Viewport } from './viewport.ts';

/** What is seen around an area, of its longer side. */
const ROOM_AROUND = 0.5;

/** The view in which an area is seen with what is around it: the present one, if all of it is in sight there. */
export function viewOfArea(viewport: Viewport, { bounds }: SaleArea): View {
  const { left, right, top, bottom } = bounds;
  const [from, to] = [viewport.toScreen({ x: left, y: top }), viewport.toScreen({ x: right, y: bottom })];
  const { width, height } = viewport.frame;
  if (from.x >= 0 && from.y >= 0 && to.x <= width && to.y <= height) return viewport.view;
  return viewport.fitting(widened(bounds, Math.max(right - left, bottom - top) * ROOM_AROUND));
}
