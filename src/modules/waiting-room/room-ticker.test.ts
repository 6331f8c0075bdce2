import { describe, expect, it } from 'vitest';
import { createLogger } from '../../platform/observability/logger.ts';
import type { LockedRoom } from './room.ts';
import type { RoomRows } from './room-rows.ts';
import { RoomTicker, type Tick } from './room-ticker.ts';
import type { TickResult } from './room-writer.ts';

const NOW = new Date('2030-05-01T10:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

const DRAWN: LockedRoom = {
  ...{ showId: 'show_1', enabled: true, opensAt: at(-3_600), maxActive: 100, perMinute: 300, idleSeconds: 180 },
  ...{ seed: '', seedHash: '', isDrawing: true, drawnAt: at(-60), drawn: 10, calledPlace: 0, rate: 0, revision: 7 },
  ...{ waiting: 10, active: 0, admitted: 0, pacedAt: at(-1), tickedAt: at(-0.5), drawAt: at(-60), now: NOW },
  ...{ isOver: false, sells: true },
};

interface Ticked {
  tick: Tick;
  saved: TickResult;
  /** The idle ones whose admissions are to end. */
  idleOwnerIds: readonly string[];
  /** What was done to the draw. */
  draw: string[];
}

/** A tick of a room as it is; `stepsOfDraw`: as many are needed. */
async function tickOf(room: Partial<LockedRoom>, stepsOfDraw = 1): Promise<Ticked> {
  const ticked: Ticked = { tick: 'NOT_DUE', saved: null!, idleOwnerIds: [], draw: [] };
  let steps = 0;
  const rows: RoomRows = {
    claim: async () => ({ ...DRAWN, ...room }),
    beginDraw: async () => void ticked.draw.push('begun'),
    async draw() {
      ticked.draw.push('step');
      steps += 1;
      return steps === stepsOfDraw;
    },
    tellDrawn: async () => void ticked.draw.push('told'),
    async endAdmissions(_showId, { idleOwnerIds }) {
      ticked.idleOwnerIds = idleOwnerIds;
      return [];
    },
    admit: async (_showId, { count }) =>
      Array.from({ length: count }, (_, index) => ({ ownerId: `guest_${index}`, place: index + 1 })),
    async saveTick(_showId, result) {
      ticked.saved = result;
    },
  };
  const ticker = new RoomTicker({
    rooms: { run: (work) => work(rows) },
    store: { readAdmissions: async () => ({ revision: 7, idleOwnerIds: ['guest_idle'] }) },
    sync: { bring: async () => undefined },
    logger: createLogger({ level: 'silent', nodeId: 'test' }),
  });
  ticked.tick = await ticker.tick('show_1');
  return ticked;
}

describe('a tick of a waiting room', () => {
  it('admits by the pace, ends what is idle, and comes again', async () => {
    const { tick, saved, idleOwnerIds } = await tickOf({ active: 3 });
    expect(tick).toBe('DONE');
    expect(saved).toMatchObject({ admitted: 5, calledPlace: 5, pacedAt: NOW, next_ms: 500 });
    expect(idleOwnerIds).toEqual(['guest_idle']);
  });

  it('remembers up to when the pace is used when it admits the last who waits', async () => {
    expect((await tickOf({ waiting: 1, perMinute: 6, pacedAt: at(-10) })).saved).toMatchObject({
      admitted: 1,
      pacedAt: NOW,
    });
  });

  it('admits nobody, and ends no admission, while sales are to start again later', async () => {
    const postponed = { drawAt: at(600) };
    const { saved, idleOwnerIds } = await tickOf(postponed);
    expect(saved).toMatchObject({ admitted: 0, next_ms: 600_000 });
    expect(idleOwnerIds).toEqual([]);
    // Who is admitted is kept from being idle.
    expect((await tickOf({ ...postponed, active: 1 })).saved.next_ms).toBe(2_000);
    expect((await tickOf({ drawAt: at(1), active: 1 })).saved.next_ms).toBe(1_000);
    expect((await tickOf({ ...postponed, waiting: 0 })).saved.next_ms).toBeNull();
  });

  it('is due within half a minute while somebody waits in a room that is paused', async () => {
    expect((await tickOf({ sells: false })).saved.next_ms).toBe(30_000);
    expect((await tickOf({ sells: false, drawnAt: null, isDrawing: false })).saved.next_ms).toBe(30_000);
    for (const change of [{ waiting: 0 }, { isOver: true }, { enabled: false }]) {
      expect((await tickOf({ sells: false, ...change })).saved.next_ms).toBeNull();
    }
  });

  it('is one step of the draw, and says that another one is due', async () => {
    const undrawn = { drawnAt: null, isDrawing: false };
    const first = await tickOf(undrawn, 3);
    expect(first).toMatchObject({ tick: 'UNDER_WAY', saved: { next_ms: 0 }, draw: ['begun', 'step'] });
    expect(await tickOf({ drawnAt: null })).toMatchObject({ tick: 'DONE', draw: ['step', 'told'] });
    expect(await tickOf({ ...undrawn, drawAt: at(60) })).toMatchObject({ saved: { next_ms: 60_000 }, draw: [] });
  });
});
