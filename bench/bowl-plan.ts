import type { HallPlan } from '../test/fixtures/hall-plan.ts';

const SEAT_PITCH = 24;
const ROW_PITCH = 30;
const BLOCKS = 24;
const INNER_RADIUS = 900;
const AISLE = 3 * SEAT_PITCH;

/** An arena of about so many seats: rings of blocks around a floor, rows on arcs, dearer towards the inside. */
export function bowlPlan(seats: number): HallPlan {
  const rings = [1, 2, 3].map((ring) => ({ ring, share: ring / 6 }));
  const categories = ['Lower tier', 'Middle tier', 'Upper tier'];
  const colors = ['#b3362c', '#1d5c8f', '#2a9d8f'];
  let radius = INNER_RADIUS;
  const zones: HallPlan['zones'] = [];
  for (const { ring, share } of rings) {
    let left = Math.round(seats * share);
    const rowsOf = new Map<number, HallPlan['zones'][number]['rows']>();
    for (let row = 1; left > 0; row += 1) {
      const inBlock = Math.floor(((2 * Math.PI * radius) / BLOCKS - AISLE) / SEAT_PITCH);
      for (let block = 0; block < BLOCKS && left > 0; block += 1) {
        const count = Math.min(inBlock, left);
        left -= count;
        const rows = rowsOf.get(block) ?? [];
        rowsOf.set(block, rows);
        rows.push({
          row_number: `${row}`,
          position: { x: 0, y: 0 },
          seats: Array.from({ length: count }, (_, index) => {
            const angle = (block / BLOCKS) * 2 * Math.PI + ((index + 2) * SEAT_PITCH) / radius;
            return {
              seat_guid: `${ring}${String.fromCharCode(65 + block)}-${row}-${index + 1}`,
              seat_number: `${index + 1}`,
              position: { x: Math.round(Math.cos(angle) * radius), y: Math.round(Math.sin(angle) * radius) },
              category: categories[ring - 1]!,
            };
          }),
        });
      }
      radius += ROW_PITCH;
    }
    radius += 2 * ROW_PITCH;
    for (const [block, rows] of rowsOf) {
      zones.push({ name: `${ring}${String.fromCharCode(65 + block)}`, position: { x: radius, y: radius }, rows });
    }
  }
  // One middle for all rings.
  for (const zone of zones) zone.position = { x: radius, y: radius };
  return {
    name: 'Generated bowl',
    categories: categories.map((name, index) => ({ name, color: colors[index]! })),
    size: { width: 2 * radius, height: 2 * radius },
    zones,
  };
}
