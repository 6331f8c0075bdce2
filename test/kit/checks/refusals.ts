import { CodeNotApplicableError } from '../../../src/modules/codes/codes.errors.ts';
import { SeatsUnavailableError } from '../../../src/modules/seat-map/seat-map.errors.ts';

/** The seats that could not be had, as `seatId reason`. Rejects with any other outcome. */
export async function conflictsOf(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => new Error('The seats were taken.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SeatsUnavailableError)) throw error;
  return error.conflicts.map(({ seatId, reason }) => `${seatId} ${reason}`);
}

/** Why the code was refused, or the seats that it might have opened, seat by seat; `none`. Rejects with any other error. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'none',
    (error) => {
      if (error instanceof CodeNotApplicableError) return error.reason;
      if (error instanceof SeatsUnavailableError) return error.conflicts.map(({ reason }) => reason).join();
      throw error;
    },
  );
}
