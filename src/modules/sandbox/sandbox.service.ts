import type { Principal } from '../../shared/principal.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import { tellAnswers } from '../payments/told-provider.ts';
import type { Show } from '../shows/shows.service.ts';
import { SandboxClock, type SandboxClockDeps } from './sandbox-clock.ts';
import { SandboxReset, type SandboxResetDeps } from './sandbox-reset.ts';
import { existing, listSandboxShows } from './sandbox-rows.ts';
import { type SandboxShowInput, SandboxShows, type SandboxShowsDeps } from './sandbox-shows.ts';

/** For tests of shops: it is called by nobody unless the setting SANDBOX is on. */
export interface SandboxService {
  /** Makes a show that is on sale. Throws InvalidInputError. */
  createShow(caller: Principal | null, input: SandboxShowInput): Promise<Show>;
  /** Ends a lock, or the unpaid booking made of it, as its deadline would. Throws NotFoundError, LockNotActiveError. */
  expireLock(input: { lockId: string }): Promise<SeatLock>;
  /** What the show, or every show of the sandbox, waits for comes so much sooner. Throws NotFoundError. */
  advanceClock(input: { seconds: number; showId?: string | null | undefined }): Promise<Show[]>;
  /** How the next payments of a show of the sandbox are answered, as these tokens would be. Throws NotFoundError. */
  setPayments(input: { showId: string; tokens: readonly string[] }): Promise<Show>;
  /** Removes the show, or every show of the sandbox, with all that hangs on it; resolves with their ids. Throws NotFoundError. */
  reset(input: { showId?: string | null | undefined }): Promise<string[]>;
}

/** `consumers`: those whose effects are in PostgreSQL. */
export function createSandboxService(
  deps: SandboxShowsDeps & SandboxClockDeps & SandboxResetDeps,
  consumers: readonly string[],
): SandboxService {
  const { database, shows } = deps;
  const clock = new SandboxClock(deps);
  const remover = new SandboxReset(deps, consumers);
  const made = new SandboxShows(deps, (showId) => remover.reset({ showId }));
  return {
    createShow: (caller, input) => made.create(caller, input),
    expireLock: ({ lockId }) => clock.expireLock(lockId),
    advanceClock: (input) => clock.advance(input),
    async setPayments({ showId, tokens }) {
      const [known] = await listSandboxShows(database, showId);
      existing(known, 'Sandbox show', 'input.showId');
      await tellAnswers(database, showId, tokens);
      return existing(await shows.getShow(showId), 'Sandbox show', 'input.showId');
    },
    reset: (input) => remover.reset(input),
  };
}
