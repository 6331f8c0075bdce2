import { openAllotmentsPanel } from './allotments-panel.ts';
import { openAreasPanel } from './areas-panel.ts';
import { openBookingsPanel } from './bookings-panel.ts';
import { openCodesPanel } from './codes-panel.ts';
import { openDuplicatePanel } from './duplicate-panel.ts';
import { openMailsPanel } from './mails-panel.ts';
import { openRefundsPanel } from './refunds-panel.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { openStatementPanel } from './statement-panel.ts';

/** In their order below the show's controls. A further panel is a line here. */
const PANELS: readonly ((deps: ShowPanelDeps) => ShowPanel)[] = [
  openAreasPanel,
  openBookingsPanel,
  openCodesPanel,
  openAllotmentsPanel,
  openRefundsPanel,
  openStatementPanel,
  openMailsPanel,
  openDuplicatePanel,
];

export function openShowPanels(deps: ShowPanelDeps): readonly ShowPanel[] {
  return PANELS.map((open) => open(deps));
}
