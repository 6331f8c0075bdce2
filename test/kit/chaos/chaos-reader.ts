import { setTimeout as delay } from 'node:timers/promises';
import { GaveUpError, type PatientClient } from '../callers/patient-client.ts';
import { type HistoryRecorder, now_ms, type RecordedAction } from '../checks/history.ts';
import { ReadMap } from './chaos.graphql.ts';
import { placesOf, type Sale, seatOf } from './chaos-sale.ts';

export interface ChaosReaderOptions {
  history: HistoryRecorder;
  /** Of one reading, which it may give up. */
  client(): PatientClient;
  every_ms: number;
  sale(): Sale;
}

const READ_SEATS = 20;

/** Reads the seats that buyers want most, and how many places are left, every now and then; a reading that is given up is left out. */
export async function readUntil(signal: AbortSignal, options: ChaosReaderOptions): Promise<void> {
  while (!signal.aborted) {
    await delay(options.every_ms);
    await read(options).catch((error) => {
      if (!(error instanceof GaveUpError)) throw error;
    });
  }
}

async function read({ history, client, sale: current }: ChaosReaderOptions): Promise<void> {
  const sale = current();
  const seatIds = sale.wanted.slice(0, READ_SEATS);
  const allotted = sale.allotted?.seatIds.slice() ?? [];
  const invoked_ms = now_ms();
  const { show } = await client().insist(ReadMap, { id: sale.showId });
  const { unavailable, areas } = show!.seatMap;
  const states = new Map(unavailable.map(({ seatId, state }) => [seatId, state]));
  const seats = [
    ...seatIds.map((seatId) => [seatId, states.get(seatId) ?? 'AVAILABLE'] as const),
    ...allotted.map((seatId) => [seatId, stateOfAllotted(sale, seatId, states.get(seatId))] as const),
  ];
  const read = new Map(seats.map(([seatId, state]) => [seatOf(sale, seatId), actionOf(state)]));
  const left = areas.find(({ areaId }) => areaId === sale.allotted?.areaId)?.available ?? 0;
  if (left > (sale.allotted?.publicPlaces ?? 0)) throw new Error(`${left} places of an allotment are free to everyone`);
  const area = areas.find(({ areaId }) => areaId === sale.standing);
  if (area) read.set(placesOf(sale), { kind: 'count', available: area.available });
  history.read(read, invoked_ms);
}

/** To who has the code a seat is free that is blocked to everyone else. */
function stateOfAllotted({ showId }: Sale, seatId: string, state: string | undefined): string {
  if (state === undefined) throw new Error(`${seatId} of ${showId} is an allotment's, and free to everyone`);
  return state === 'BLOCKED' ? 'AVAILABLE' : state;
}

function actionOf(state: string): RecordedAction {
  if (state === 'AVAILABLE' || state === 'BOOKED') return { kind: 'read', state };
  return { kind: 'read', state: 'LOCKED' };
}
