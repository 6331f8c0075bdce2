const MIDDLE = 3_000;
const ROW_PITCH = 22;
const SEATS_IN_ROW = 24;
/** On either side of a section, in seats. */
const AISLE = 2;

const RINGS = [
  { name: 'Floor', letter: 'F', color: '#c0392b', sections: 9, rows: 10, radius: 300 },
  { name: 'Lower bowl', letter: 'L', color: '#2980b9', sections: 16, rows: 20, radius: 700 },
  { name: 'Club', letter: 'C', color: '#8e44ad', sections: 10, rows: 10, radius: 1_250 },
  { name: 'Upper bowl', letter: 'U', color: '#27ae60', sections: 12, rows: 30, radius: 1_600 },
];

interface ArenaPlan {
  name: string;
  categories: { name: string; color: string }[];
  size: { width: number; height: number };
  zones: ArenaZone[];
}

interface ArenaZone {
  name: string;
  position: Point;
  rows: { row_number: string; position: Point; seats: ArenaSeat[] }[];
}

interface ArenaSeat {
  seat_number: string;
  /** `F001-2-3`: the third of row 2 in section F001. */
  seat_guid: string;
  position: Point;
  category: string;
}

interface Point {
  x: number;
  y: number;
}

/** An arena of up to 20,800 seats, of which the last are left out: four rings of sections of the same name but for their numbers. */
export function arenaPlan(seats = 20_000): ArenaPlan {
  let left = seats;
  const zones: ArenaZone[] = [];
  for (const ring of RINGS) {
    for (let section = 0; section < ring.sections && left > 0; section += 1) {
      const label = `${ring.letter}${String(section + 1).padStart(3, '0')}`;
      const rows: ArenaZone['rows'] = [];
      for (let row = 0; row < ring.rows && left > 0; row += 1) {
        const count = Math.min(SEATS_IN_ROW, left);
        left -= count;
        rows.push({
          row_number: `${row + 1}`,
          position: { x: 0, y: 0 },
          seats: Array.from({ length: count }, (_, seat) => ({
            seat_number: `${seat + 1}`,
            seat_guid: `${label}-${row + 1}-${seat + 1}`,
            position: placeOf(ring, section, { row, seat }),
            category: ring.name,
          })),
        });
      }
      zones.push({ name: `Section ${label}`, position: { x: 0, y: 0 }, rows });
    }
  }
  return {
    name: 'Generated arena',
    categories: RINGS.map(({ name, color }) => ({ name, color })),
    size: { width: 2 * MIDDLE, height: 2 * MIDDLE },
    zones,
  };
}

function placeOf(
  { sections, radius }: (typeof RINGS)[number],
  section: number,
  { row, seat }: { row: number; seat: number },
): Point {
  const angle = ((section + (seat + AISLE) / (SEATS_IN_ROW + 2 * AISLE)) / sections) * 2 * Math.PI;
  const distance = radius + row * ROW_PITCH;
  return {
    x: Math.floor(MIDDLE + Math.cos(angle) * distance),
    y: Math.floor(MIDDLE + Math.sin(angle) * distance),
  };
}
