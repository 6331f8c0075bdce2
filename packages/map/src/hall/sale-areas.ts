import { cornersOf, drawingOf, type HallArea, withinArea } from './areas.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { areaName } from './plan-labels.ts';
import type { PlanArea } from './pretix-plan.ts';
import type { PriceTier } from './price-tier.ts';

/** A part of a hall whose places have no numbers, at what a place costs. */
export interface SaleArea {
  /** Its place in `Hall.saleAreas`. */
  index: number;
  id: string;
  /** Where it stands by itself: after its zone's, where another area of the plan has the same name. As the API's `Area.label`. */
  name: string;
  /** Without its zone: what stands on the map, where the zone is seen. */
  ownName: string;
  /** What people call its zone. */
  zone: string;
  /** How many places there are. */
  capacity: number;
  tier: PriceTier;
  drawing: HallArea;
  bounds: Bounds;
  /** Its middle, in the plan's units: where its name stands. */
  x: number;
  y: number;
}

export interface ZoneWithAreas {
  name: string;
  areas: readonly (PlanArea | null)[] | null | undefined;
  origin: { x: number; y: number };
}

type PlacedArea = PlanArea & { area_guid: string };

/** Whether an entry of a plan's areas has places that the show sells. */
export function isForSale(area: PlanArea | null, tiers: ReadonlyMap<string, PriceTier>): area is PlacedArea {
  return hasPlaces(area) && typeof area.category === 'string' && tiers.has(area.category);
}

/** The areas of all zones that have places, of categories that have a price. In the plan's order. */
export function saleAreasOf(zones: readonly ZoneWithAreas[], tiers: ReadonlyMap<string, PriceTier>): SaleArea[] {
  const found = zones.flatMap(({ name: zone, areas, origin }) =>
    (Array.isArray(areas) ? areas : [])
      .filter((area: PlanArea | null): area is PlacedArea => isForSale(area, tiers))
      .map((area) => ({ zone, area, drawing: drawingOf(area, origin) })),
  );
  const namesakes = countNames(zones);
  return found.map(({ zone, area, drawing }, index) => {
    const ownName = areaName(area);
    const bounds = boundsOf(cornersOf(drawing));
    return {
      ...{ index, zone, drawing, bounds, ownName, id: area.area_guid },
      name: namesakes.get(ownName)! > 1 ? `${zone}, ${ownName}` : ownName,
      capacity: area.capacity ?? 0,
      tier: tiers.get(area.category!)!,
      x: (bounds.left + bounds.right) / 2,
      y: (bounds.top + bounds.bottom) / 2,
    };
  });
}

/** How many areas of the plan have each name, those that the show does not sell with them. */
function countNames(zones: readonly ZoneWithAreas[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const area of zones.flatMap(({ areas }) => (Array.isArray(areas) ? areas : []))) {
    if (!hasPlaces(area)) continue;
    const name = areaName(area);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function hasPlaces(area: PlanArea | null): area is PlacedArea {
  return typeof area?.area_guid === 'string';
}

/** The area that a point of the plan lies in: of several the last, which is drawn above the others. */
export function areaAt(areas: readonly SaleArea[], point: { x: number; y: number }): SaleArea | null {
  const there = areas.filter(({ bounds, drawing }) => isWithin(bounds, point) && contains(drawing, point));
  return there.at(-1) ?? null;
}

function isWithin({ left, right, top, bottom }: Bounds, { x, y }: { x: number; y: number }): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

function contains(drawing: HallArea, point: { x: number; y: number }): boolean {
  const { x, y } = withinArea(drawing, point);
  const { shape } = drawing;
  switch (shape.kind) {
    case 'rectangle':
      return x >= 0 && y >= 0 && x <= shape.width && y <= shape.height;
    case 'ellipse':
      return (x / shape.rx) ** 2 + (y / shape.ry) ** 2 <= 1;
    case 'polygon':
      return isInside(shape.points, { x, y });
    case 'none':
      return false;
  }
}

/** By how many sides a ray from the point crosses. */
function isInside(points: readonly { x: number; y: number }[], { x, y }: { x: number; y: number }): boolean {
  let isOdd = false;
  for (const [index, a] of points.entries()) {
    const b = points[(index + 1) % points.length]!;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isOdd = !isOdd;
  }
  return isOdd;
}
