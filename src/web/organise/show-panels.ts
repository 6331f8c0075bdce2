import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { openAllotmentsPanel } from './allotments-panel.ts';
import { openAreasPanel } from './areas-panel.ts';
import { openBookingsPanel } from './bookings-panel.ts';
import { openCancellationPanel } from './cancellation-panel.ts';
import { openCodesPanel } from './codes-panel.ts';
import { openDoorPanel } from './door-panel.ts';
import { openDuplicatePanel } from './duplicate-panel.ts';
import { openMailsPanel } from './mails-panel.ts';
import { openRefundsPanel } from './refunds-panel.ts';
import { openRoomPanel } from './room-panel.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { openStatementPanel } from './statement-panel.ts';

/** In their order below the show's controls. A further panel is a line here. */
const PANELS: readonly ((deps: ShowPanelDeps) => ShowPanel)[] = [
  openCancellationPanel,
  openRoomPanel,
  openDoorPanel,
  openAreasPanel,
  openBookingsPanel,
  openCodesPanel,
  openAllotmentsPanel,
  openRefundsPanel,
  openStatementPanel,
  openMailsPanel,
  openDuplicatePanel,
];

/** `deps`: but for what leads from one panel to the others. */
export function openShowPanels(deps: Omit<ShowPanelDeps, 'refund' | 'tellPanels'>): readonly ShowPanel[] {
  const panels: ShowPanel[] = PANELS.map((open, index) =>
    open({
      ...deps,
      refund: (booking) => {
        for (const panel of panels) panel.refundBooking?.(booking);
      },
      tellPanels: (changed) => {
        for (const panel of panels.toSpliced(index, 1)) panel.othersChanged?.(changed);
      },
    }),
  );
  return panels;
}

/** What the first of the panels says that has something to say; null: none has. */
export function firstWord(
  panels: readonly ShowPanel[],
  wordOf: (panel: ShowPanel) => string | null | undefined,
): string | null {
  for (const panel of panels) {
    const word = wordOf(panel) ?? null;
    if (word !== null) return word;
  }
  return null;
}

/** Whether a panel takes what was chosen on the map or in the list: one seat, for which it waits. */
export function takeSeat(panels: readonly ShowPanel[], [seat, ...others]: readonly HallSeat[]): boolean {
  return seat !== undefined && others.length === 0 && panels.some((panel) => panel.takeSeat?.(seat));
}

export function isTaken(panels: readonly ShowPanel[], seat: HallSeat): boolean {
  return panels.some((panel) => panel.hasTaken?.(seat));
}

export function openBooking(panels: readonly ShowPanel[], booking: { id: string; reference: string }): void {
  for (const panel of panels) panel.openBooking?.(booking);
}
