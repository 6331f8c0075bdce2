import { setTimeout as delay } from 'node:timers/promises';
import { GetUnavailableSeats } from '../callers/operations.graphql.ts';
import { GaveUpError, type PatientClient } from '../callers/patient-client.ts';
import { type HistoryRecorder, now_ms, type SeatAction } from '../checks/history.ts';
import { type Sale, seatOf } from './chaos-buyer.ts';

export interface ChaosReaderOptions {
  history: HistoryRecorder;
  /** Of one reading, which it may give up. */
  client(): PatientClient;
  every_ms: number;
  sale(): Sale;
}

const READ_SEATS = 20;

/** Reads the seats that buyers want most, every now and then; a reading that is given up is left out. */
export async function readUntil(signal: AbortSignal, options: ChaosReaderOptions): Promise<void> {
  while (!signal.aborted) {
    await delay(options.every_ms);
    await read(options).catch((error) => {
      if (!(error instanceof GaveUpError)) throw error;
    });
  }
}

async function read({ history, client, sale }: ChaosReaderOptions): Promise<void> {
  const { showId, wanted } = sale();
  const seatIds = wanted.slice(0, READ_SEATS);
  const invoked_ms = now_ms();
  const { show } = await client().insist(GetUnavailableSeats, { id: showId });
  const taken = new Map(show!.seatMap.unavailable.map(({ seatId, state }) => [seatId, state]));
  const stateOf = (seatId: string): SeatAction => ({
    kind: 'read',
    state: taken.get(seatId) === 'BOOKED' ? 'BOOKED' : taken.has(seatId) ? 'LOCKED' : 'AVAILABLE',
  });
  history.read(new Map(seatIds.map((seatId) => [seatOf(showId, seatId), stateOf(seatId)])), invoked_ms);
}
