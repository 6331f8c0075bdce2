import type { Hall } from '../../../../packages/map/src/hall/hall.ts';
import type { SeatState } from '../../api/box-office-types.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { AllotmentTexts } from '../allotment-texts.ts';
import type { AllotmentsDesk } from '../allotments-desk.ts';
import type { FormTexts } from '../form-texts.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

export interface AllotmentsSectionOptions extends ViewContext {
  words: AllotmentTexts;
  organiserWords: OrganiserTexts;
  forms: FormTexts;
  desk: AllotmentsDesk;
  hall: Hall;
  venue: { city: string; timezone: string };
  stateOf(seatId: string): SeatState;
  onSelect(seatIds: readonly string[]): void;
}
