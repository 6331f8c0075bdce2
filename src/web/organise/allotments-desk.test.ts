import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Allotment } from './allotment-terms.ts';
import { AllotmentsDesk } from './allotments-desk.ts';
import type { OrganisedShow } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';

const SPONSORS = { id: 'a', name: 'Sponsors', releasedAt: null, seats: [], areas: [] } as unknown as Allotment;

let desk: AllotmentsDesk;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  desk.dispose();
  vi.useRealTimers();
});

it('asks again when the show is cancelled, until its allotments are released', async () => {
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  let releasedAt: string | null = null;
  const show = { id: 'show', status: 'ON_SALE' } as { status: OrganisedShow['status'] } & OrganisedShow;
  const request = vi.fn(async () => ({ show: { allotments: [{ ...SPONSORS, releasedAt }] } }));
  desk = new AllotmentsDesk({
    requests: { request } as unknown as OrganiserRequests,
    show: () => show,
    selected: () => [],
    select: () => {},
    stateOf: () => 'AVAILABLE',
    now: () => 0,
    onChange: () => {},
    onSeats: () => {},
    onNews: () => {},
    onSignedOut: () => {},
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(request).toHaveBeenCalledTimes(1);
  expect(desk.isOver).toBe(false);

  show.status = 'CANCELLED';
  await desk.refresh();
  expect(desk.isOver).toBe(true);
  expect(desk.present).toHaveLength(1);
  releasedAt = '2098-01-01T00:00:00.000Z';
  await vi.advanceTimersByTimeAsync(1_000);
  expect(desk.present).toEqual([]);
  expect(desk.released).toHaveLength(1);
  // Nothing more can change then.
  await vi.advanceTimersByTimeAsync(60_000);
  expect(request).toHaveBeenCalledTimes(3);
  vi.unstubAllGlobals();
});
