import type { Hall } from '../hall/hall.ts';
import { largestThickness, type Section } from '../hall/sections.ts';
import { SECTION_BELOW_PX } from './section-painter.ts';
import { Viewport } from './viewport.ts';

const MARGIN_IN_SEATS = 2.4;
/** The strip with the zoom buttons: 44 px and their distance from the edge. */
const FOOT_PX = 54;
/** The strip with the name of the place where one is, and the way back. */
const HEAD_PX = 60;
const LARGEST_SEAT_PX = 46;
/** What the name of a zone above its first row needs, where seats are small, beyond the margin. */
const NAMES_PX = 16;

/** The window onto a hall, with room for what stands beside its seats and lies over the map. */
export function viewportOf(hall: Hall, sections: readonly Section[]): Viewport {
  const margin = Math.max(hall.pitch, largestThickness(sections)) * MARGIN_IN_SEATS;
  const { left, right, top, bottom } = hall.bounds;
  const bounds = { left: left - margin, right: right + margin, top: top - margin * 1.2, bottom: bottom + margin };
  const foot = { foot_px: FOOT_PX };
  // Where there is one zone only, nothing has to say which it is.
  const strips = hall.zones.length > 1 ? { ...foot, head_px: HEAD_PX, names: namesAbove(hall, sections) } : foot;
  return new Viewport(bounds, LARGEST_SEAT_PX / hall.pitch, strips);
}

/** Sections are named upon their shapes, and what is drawn above all seats has no name that lies farther up. */
function namesAbove(hall: Hall, sections: readonly Section[]): { px: number; from: number } {
  const isSeatAtop = hall.zones.some(({ bounds }) => bounds.top <= hall.bounds.top + hall.pitch);
  const rooms = sections.map(({ middle }) => middle.room);
  return { px: isSeatAtop ? NAMES_PX : 0, from: rooms.length === 0 ? 0 : SECTION_BELOW_PX / Math.max(...rooms) };
}
