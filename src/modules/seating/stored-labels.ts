import { labelOf, MAX_PLAN_TEXT, type SeatLabels, type ZoneNaming, zoneLabel } from '../../shared/seats/seat-labels.ts';
import { beginningOf } from '../../shared/text/plain-text.ts';

/** The keys of zones with these labels: each its label, told apart by a number where labels repeat. */
export function zoneKeys(labels: readonly string[]): string[] {
  const used = new Set(labels);
  const seen = new Set<string>();
  return labels.map((label) => {
    if (!seen.has(label)) {
      seen.add(label);
      return label;
    }
    const key = freeKey(label, used);
    used.add(key);
    return key;
  });
}

function freeKey(label: string, used: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) {
    const suffix = ` (${number})`;
    const key = `${beginningOf(label, MAX_PLAN_TEXT - suffix.length)}${suffix}`;
    if (!used.has(key)) return key;
  }
}

/** As much of a stored plan as labels are made of. */
export interface StoredPlan {
  zones: (ZoneNaming & {
    rows: {
      row_number: string | number;
      row_label?: unknown;
      seat_label?: unknown;
      seats: { seat_number: string | number }[];
    }[];
  })[];
}

/** What people call a stored plan's zones, by their keys. */
export function labelsOfZones({ zones }: { zones: readonly ZoneNaming[] }): Map<string, string> {
  const labels = zones.map(zoneLabel);
  return new Map(zoneKeys(labels).map((key, index) => [key, labels[index]!]));
}

/** The labels of a stored plan's seats, in its order. It was checked when it was imported, except for its labels. */
export function labelsOfSeats(plan: StoredPlan): SeatLabels[] {
  return plan.zones.flatMap((zone, index) => {
    const ofZone = zoneLabel(zone, index);
    return zone.rows.flatMap(({ row_number, row_label, seat_label, seats }) => {
      const rowLabel = labelOf(row_label, String(row_number));
      return seats.map(({ seat_number }) => ({
        zoneLabel: ofZone,
        rowLabel,
        seatLabel: labelOf(seat_label, String(seat_number)),
      }));
    });
  });
}
