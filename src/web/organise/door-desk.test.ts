import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import type { SeatState } from '../api/box-office-types.ts';
import { DoorDesk } from './door-desk.ts';
import type { OrganiserRequests } from './organiser-requests.ts';

const MONEY = { currency: 'EUR', exponent: 2 };
const SHOW = {
  ticketTypes: [
    { id: 'adult', name: 'Adult', note: null },
    { id: 'child', name: 'Child', note: null },
  ],
  priceTiers: [
    {
      id: 'tier',
      prices: [
        { ticketType: { id: 'adult' }, price: { ...MONEY, amount: 4_500 } },
        { ticketType: { id: 'child' }, price: { ...MONEY, amount: 2_000 } },
      ],
    },
  ],
  fees: [],
  areas: [{ available: 1, area: { areaId: 'pit' } }],
  allotments: [{ areas: [{ available: 1, area: { areaId: 'pit' } }] }],
};
const TIER = { id: 'tier', name: 'Stalls', price: { ...MONEY, amount: 4_500 } };
const PIT = { id: 'pit', name: 'Pit', tier: TIER } as never;

let opened: DoorDesk | null = null;
afterEach(() => opened?.dispose());

async function openDesk({ make = vi.fn() } = {}) {
  const states: Record<string, SeatState> = { free: 'AVAILABLE', set: 'BLOCKED', blocked: 'BLOCKED', sold: 'BOOKED' };
  let selected = Object.keys(states).map((id) => ({ id, tier: TIER }) as unknown as HallSeat);
  const onSold = vi.fn();
  const desk = new DoorDesk({
    requests: { request: async () => ({ show: SHOW }), make } as unknown as OrganiserRequests,
    show: () => ({ id: 'show', status: 'PAUSED' }),
    selected: () => selected,
    select: (seats) => {
      selected = [...seats];
    },
    stateOf: (seatId) => states[seatId]!,
    allotmentOf: ({ id }) => (id === 'set' ? 'Press' : null),
    onChange: () => undefined,
    onSold,
    onSignedOut: () => undefined,
  });
  opened = desk;
  await eventually(() => expect(desk.show).not.toBeNull());
  return { desk, make, onSold, selected: () => selected.map(({ id }) => id) };
}

const sold = async (_document: unknown, _input: object) => ({ ok: true, value: { reference: 'A', tickets: [] } });

describe('the box office', () => {
  it('sells of what is selected what is free or set aside, as the types that are chosen, and places', async () => {
    const { desk, make, onSold, selected } = await openDesk({ make: vi.fn(sold) });
    expect(desk.seats.map(({ id }) => id)).toEqual(['free', 'set']);
    desk.setType(desk.seats[1]!, 'child');
    expect(desk.lines.map(({ total }) => total.amount)).toEqual([4_500, 2_000]);
    const counter = desk.places.counter(true);
    expect(counter.freeOf(PIT)).toBe(2);
    counter.set(PIT, 'adult', 1);
    counter.set(PIT, 'child', 1);
    expect(counter.canAdd(PIT)).toBe(false);
    expect(desk.ticketCount).toBe(4);
    desk.setMethod('CARD_TERMINAL');
    desk.type({ name: ' Ada ' });
    expect(await desk.sell()).toBe(true);
    expect(make.mock.calls[0]![1]).toEqual({
      showId: 'show',
      seats: [
        { seatId: 'free', ticketTypeId: 'adult' },
        { seatId: 'set', ticketTypeId: 'child' },
      ],
      areas: [
        { areaId: 'pit', quantity: 1, ticketTypeId: 'adult' },
        { areaId: 'pit', quantity: 1, ticketTypeId: 'child' },
      ],
      customer: { name: 'Ada', email: '' },
      method: 'CARD_TERMINAL',
      idempotencyKey: expect.any(String),
    });
    expect(onSold).toHaveBeenCalledTimes(1);
    expect({ selected: selected(), places: desk.places.size, customer: desk.customer }).toEqual({
      selected: [],
      places: 0,
      customer: { name: '', email: '' },
    });
  });

  it('sells nothing else while it does not know what became of a sale, and asks under its key', async () => {
    const away = new Error('away');
    const make = vi.fn(sold).mockRejectedValueOnce(away).mockRejectedValueOnce(away);
    const { desk } = await openDesk({ make });
    expect(await desk.sell()).toBe(false);
    desk.setMethod('FREE');
    expect(await desk.sell()).toBe(false);
    expect(make).toHaveBeenCalledTimes(1);
    expect(await desk.askAgain()).toBe(false);
    expect(await desk.askAgain()).toBe(true);
    const [first, ...others] = make.mock.calls.map(([, input]) => input);
    expect(others).toEqual([first, first]);
    expect(desk.sold?.method).toBe('CASH');
    expect(desk.unanswered).toBeNull();
  });

  it('sells under another key after a refusal', async () => {
    const refused = { ok: false, refusal: { __typename: 'E', code: 'SEATS_UNAVAILABLE', message: 'No.' } };
    const make = vi.fn(sold).mockResolvedValueOnce(refused as never);
    const { desk, selected } = await openDesk({ make });
    expect(await desk.sell()).toBe(false);
    expect(selected()).toHaveLength(4);
    expect(await desk.sell()).toBe(true);
    const [one, other] = make.mock.calls.map(([, input]) => (input as { idempotencyKey: string }).idempotencyKey);
    expect(one).not.toBe(other);
  });
});
