import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bowlPlan } from '../../../../bench/bowl-plan.ts';
import { arenaPlan } from '../../../../prisma/plans/arena-plan.ts';
import { cornersOf } from '../hall/areas.ts';
import { boundsOf } from '../hall/bounds.ts';
import { type Box, boxesOverlap, boxOf, cornersOfBox, distanceToBox } from '../hall/boxes.ts';
import { createHall, type Hall } from '../hall/hall.ts';
import type { PretixPlan } from '../hall/pretix-plan.ts';
import type { PriceTier } from '../hall/price-tier.ts';
import { rowNameSize, rowNamesOf } from '../hall/row-names.ts';
import { indexSeats } from '../hall/seat-index.ts';
import { type Section, sectionsOf } from '../hall/sections.ts';
import { viewportOf } from './hall-viewport.ts';
import { Obstacles } from './obstacles.ts';
import { SECTION_BELOW_PX } from './section-painter.ts';
import { boxOfLabel, type ZoneLabel, ZoneLabels } from './zone-labels.ts';
import { isSeen } from './zone-names.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const SMALL_PLANS = path.join(ROOT, 'test/fixtures/plans');
const read = (file: string): PretixPlan => JSON.parse(readFileSync(file, 'utf8'));

const PLANS: Record<string, PretixPlan> = {
  'an arena of 20,000': arenaPlan(),
  'a bowl of 20,000': bowlPlan(20_000),
  'a bowl of 60,000': bowlPlan(60_000),
  'the hall of the demo': read(path.join(ROOT, 'prisma/plans/riethsporthalle.json')),
  ...Object.fromEntries(readdirSync(SMALL_PLANS).map((file) => [file, read(path.join(SMALL_PLANS, file))])),
};
/** The map's own, in windows of 390 × 844 and 1280 × 860, and the element's in one of 1280 × 800. */
const FRAMES = {
  phone: { width: 366, height: 388 },
  desktop: { width: 792, height: 674 },
  element: { width: 1264, height: 448 },
};
/** As wide as letters are in the widest of the usual fonts. */
const LETTER_WIDTH = 0.7;
const ROW_LETTER_WIDTH = 0.5;
/** Of a seat's room: as large as one is drawn that can be had. */
const DRAWN_SHARE = 0.8;
const ZOOM = 1.35;

function open(plan: PretixPlan, frame: { width: number; height: number }) {
  const tiers = plan.categories.map(({ name }): PriceTier => {
    return { id: name, name, category: name, price: { amount: 1_000, currency: 'EUR', exponent: 2 } };
  });
  const hall = createHall(plan, tiers);
  const sections = sectionsOf(hall);
  const labels = new ZoneLabels({
    zones: hall.zones,
    sections,
    obstacles: new Obstacles(hall, indexSeats(hall)),
    isShape: (zoneIndex, scale) => sections.length > 0 && sections[zoneIndex]!.middle.room * scale < SECTION_BELOW_PX,
    widthOf: (text, size) => [...text].length * size * LETTER_WIDTH,
    freeText: (free) => `${free} frei`,
  });
  const viewport = viewportOf(hall, sections);
  viewport.resize(frame);
  return { hall, sections, labels, viewport, rowNames: rowNamesOf(hall), drawings: drawingsOf(hall) };
}

describe.each(Object.keys(FRAMES) as (keyof typeof FRAMES)[])('names of zones on a %s', (frame) => {
  it.each(Object.keys(PLANS))('lie over no seat, drawing, row’s name or each other at any zoom: %s', (name) => {
    const opened = open(PLANS[name]!, FRAMES[frame]);
    const { hall, labels, viewport } = opened;
    const places = [hall.seats[0]!, hall.seats[Math.floor(hall.seats.length / 3)]!];
    for (let scale = viewport.view.scale; scale * hall.pitch < 24; scale *= ZOOM) {
      for (const place of scale === viewport.view.scale ? [null] : places) {
        if (place) viewport.set(viewport.centredOn(place, scale));
        const placed = labels.at(viewport.view.scale, viewport.visible());
        expect(faultsOf(placed, opened)).toEqual([]);
      }
    }
  });

  it.each(['an arena of 20,000', 'a bowl of 20,000'])('are told of every section from afar: %s', (name) => {
    const { hall, labels, viewport } = open(PLANS[name]!, FRAMES[frame]);
    const placed = labels.at(viewport.view.scale, viewport.visible());
    expect(placed.map(({ zoneIndex }) => zoneIndex).sort((a, b) => a - b)).toEqual(hall.zones.map((_, index) => index));
    expect(new Set(placed.map((label) => label.name)).size).toBe(hall.zones.length);
    for (const label of placed) {
      const number = hall.zones[label.zoneIndex]!.name.replace(/^Section /, '').replace(/0+(?=\d)/, '');
      expect(label.name.replace(/0+(?=\d)/, '')).toContain(number);
      expect(label.size).toBeGreaterThanOrEqual(frame === 'phone' ? 8 : 10);
    }
  });
});

it.each(['desktop', 'element'] as const)('are seen of every block of the demo’s hall when it is whole: %s', (name) => {
  const { hall, labels, viewport } = open(PLANS['the hall of the demo']!, FRAMES[name]);
  const seen = labels.at(viewport.view.scale, viewport.visible()).filter((label) => {
    const box: Box = { ...label, ...viewport.toScreen(label) };
    return !label.isOnSection && isSeen(box, { isInPart: false, frame: viewport.frame, head_px: 0 });
  });
  expect(seen.map((label) => label.name).sort()).toEqual(hall.zones.map((zone) => zone.name).sort());
});

it('say what is free of all sections of the arena on a desktop, but of those that are small', () => {
  const { hall, labels, viewport } = open(arenaPlan(), FRAMES.desktop);
  for (const { zoneIndex, count, size } of labels.at(viewport.view.scale, viewport.visible())) {
    const { name } = hall.zones[zoneIndex]!;
    expect(count === 'none', name).toBe(name.startsWith('Section F'));
    expect(size, name).toBeGreaterThanOrEqual(10);
  }
});

it('are left out where not even a number has room, whatever else has', () => {
  const { labels, hall } = open(arenaPlan(), FRAMES.phone);
  const everywhere = hall.bounds;
  expect(labels.at(0.001, everywhere)).toEqual([]);
  const far = labels.at(0.045, everywhere);
  expect(far.length).toBeGreaterThan(10);
  expect(far.length).toBeLessThan(hall.zones.length);
});

/** What is wrong with labels, said for people: found without what placed them. */
function faultsOf(
  placed: readonly ZoneLabel[],
  { hall, sections, viewport, rowNames, drawings }: ReturnType<typeof open>,
): string[] {
  const { scale } = viewport.view;
  const faults: string[] = [];
  for (const [index, label] of placed.entries()) {
    const box = boxOfLabel(label, scale);
    const say = (fault: string) => faults.push(`${label.name} at ${scale.toFixed(3)}: ${fault}`);
    for (const other of placed.slice(index + 1)) {
      if (boxesOverlap(box, boxOfLabel(other, scale))) say(`lies over ${other.name}`);
    }
    for (const drawing of drawings) if (boxesOverlap(box, boxOf(drawing))) say('lies over a drawing');
    if (label.isOnSection) {
      if (!isOnOwnGround(box, sections[label.zoneIndex]!, 1 / scale)) say('leaves its section');
      continue;
    }
    const reach = Math.hypot(box.width, box.height) / 2 + hall.largestRoom;
    const isNear = ({ x, y }: Place) => Math.abs(x - box.x) < reach && Math.abs(y - box.y) < reach;
    const hidden = hall.seats.find((seat) => isNear(seat) && distanceToBox(box, seat) < (seat.room / 2) * DRAWN_SHARE);
    if (hidden) say(`lies over the seat ${hidden.id}`);
    for (const rowName of rowNames) {
      const size = rowNameSize(rowName.room * scale);
      if (size === null) continue;
      const [width, height] = [(rowName.name.length * size * ROW_LETTER_WIDTH) / scale, (size * 0.8) / scale];
      if (boxesOverlap(box, { ...rowName, width, height, angle: 0 })) say(`lies over the name of row ${rowName.name}`);
    }
  }
  return faults;
}

/** Drawings without seats upon them. */
function drawingsOf(hall: Hall) {
  return hall.areas
    .filter(({ shape }) => shape.kind !== 'none')
    .map((area) => boundsOf(cornersOf(area)))
    .filter(
      (bounds) =>
        !hall.seats.some(({ x, y }) => x >= bounds.left && x <= bounds.right && y >= bounds.top && y <= bounds.bottom),
    );
}

/** Whether the edge of a box is on the thick lines of which a section's shape is drawn, or so little beside them. */
function isOnOwnGround(box: Box, { parts, thickness }: Section, tolerance: number): boolean {
  const reach = thickness / 2 + tolerance;
  const lines = parts.flatMap((part) => part.lines);
  const corners = cornersOfBox(box);
  return corners.every((from, index) => {
    const to = corners[(index + 1) % corners.length]!;
    return [0, 0.25, 0.5, 0.75].every((share) => {
      const place = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      return lines.some((line) => line.some((start, at) => isBesideLine(place, start, line[at + 1] ?? start, reach)));
    });
  });
}

type Place = { x: number; y: number };

function isBesideLine(place: Place, from: Place, to: Place, reach: number): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((place.x - from.x) * dx + (place.y - from.y) * dy) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(place.x - from.x - dx * share, place.y - from.y - dy * share) <= reach;
}
