import { type HallSeat, seatsOfIds } from '../hall/hall.ts';
import type { Notices } from '../notices.ts';
import type { MapContext } from '../views/map-context.ts';
import { sumOf, totalOf } from '../views/price-range.ts';
import { wordsOfBooking } from './expired-hold.ts';
import type { HeldSeats } from './held-seats.ts';
import type { MapAreas } from './map-areas.ts';
import type { MapBarOfBuyer } from './map-bar.ts';
import type { MapChoice } from './map-choice.ts';
import type { MapCode } from './map-code.ts';
import { wordsOfProblem } from './refusal-words.ts';
import type { Settings } from './settings.ts';

/** What a buyer can do with what is chosen or held. */
export interface BarBuyer {
  held: HeldSeats;
  areas: MapAreas;
  code: MapCode;
  enterCode(code: string | null): Promise<unknown>;
  hold(): Promise<unknown>;
  holdBest(): Promise<unknown>;
  take(seats: readonly HallSeat[]): Promise<void>;
  select(seatIds: readonly string[]): void;
  clear(): void;
  extend(): Promise<unknown>;
  release(): Promise<unknown>;
}

export interface BuyerBarParts {
  choice: MapChoice;
  notices: Notices;
  /** For how many the best seats were looked for last. */
  asked: number;
  maxSeats: number;
  /** What is chosen was held until the time was up. */
  wasHeld: boolean;
  settings(): Settings;
  context(): MapContext;
}

/** What stands below the map of what a buyer has chosen or holds. */
export function barOfBuyer(buyer: BarBuyer, parts: BuyerBarParts): MapBarOfBuyer {
  const { step, state, seatIds, booked } = buyer.held;
  const { choice, notices, asked, maxSeats, wasHeld } = parts;
  const { hall, selection, alternatives } = choice;
  const { kept } = selection;
  const context = parts.context();
  const nameOf = (areaId: string) => hall.saleAreas.find(({ id }) => id === areaId)?.name ?? areaId;
  return {
    ...context,
    step,
    seats: step === 'none' ? selection.seats : seatsOfIds(hall, seatIds),
    places: buyer.areas.chosen.map(({ areaId, quantity }) => ({ name: nameOf(areaId), quantity })),
    areas: hall.saleAreas,
    counter: buyer.areas,
    total: step === 'none' ? sumOf(totalOf(kept), buyer.areas.cost) : (state.lock?.total ?? null),
    wasHeld,
    isGone: ({ id }) => selection.isGone(id),
    goneCount: selection.goneCount,
    maxSeats,
    partySize: parts.settings().partySize,
    remainingSeconds: state.remainingSeconds,
    canExtend: (state.lock?.extensionsLeft ?? 0) > 0,
    isBusy: state.pending !== null,
    isReleasing: state.pending === 'release',
    problem: wordsOfProblem(context.texts, state, { asked, nameOf }),
    said: notices.toast,
    cancelled: booked && wordsOfBooking(context.texts, booked),
    alternatives,
    code: buyer.code,
    onEnterCode: (code) => buyer.enterCode(code),
    onHold: () => void buyer.hold(),
    onHoldBest: () => void buyer.holdBest(),
    onTake: (seats) => void buyer.take(seats),
    onDropGone: () => buyer.select(kept.map(({ id }) => id)),
    onClear: () => buyer.clear(),
    onExtend: () => void buyer.extend(),
    onRelease: () => void buyer.release(),
  };
}
