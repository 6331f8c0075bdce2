import { builder, loadNode, registerNodeIds } from '../../schema/builder.ts';
import { LOCALE_BOUNDS, localeOf } from '../../schema/locale-argument.ts';
import { FROM_SEAT_MAP, SHAREABLE } from '../../schema/shareable.ts';
import { languageOf } from '../../shared/text/language.ts';
import type { SeatChange } from '../inventory/seat-state.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { placeOf, rowLabelOf, seatLabelOf } from '../seating/seat-words.ts';
import { neighboursOf } from '../seating/seating-plan-model.ts';
import { priceOf, tierOf } from '../shows/prices.ts';
import { PriceTierRef } from '../shows/shows.schema.ts';
import { globalSeatId, parseGlobalSeatId } from './seat-id.ts';
import { type Seat, seatsOf, stateOf } from './seats-of.ts';

export const SeatStateRef = builder.enumType('SeatState', {
  description: 'State of a seat.',
  values: {
    AVAILABLE: { description: 'Can be locked.' },
    LOCKED: { description: 'Held by a lock, or by a booking that waits for payment.' },
    BOOKED: { description: 'Sold.' },
    BLOCKED: { description: 'Taken off sale by the organiser.' },
  } as const,
});

const SEAT_LOCALE =
  'BCP 47 language tag; `en` by default. Words are English or German; labels of the plan are not translated.';

export const SeatRef = builder.objectRef<Seat>('Seat').implement({
  description: 'A seat of a show, with its price and state.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      description: 'The globally unique id, of this seat in this show. Inputs take it as well as `seatId`.',
      extensions: SHAREABLE,
      resolve: ({ show, seat }) => globalSeatId(show.id, seat.id),
    }),
    seatId: t.id({
      description:
        "The plan's own `seat_guid`, unique within the show. `SeatChange`, `Ticket` and the plan's drawing use it.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.id,
    }),
    zone: t.string({
      description: 'Name of its zone, unique within the plan, for `zones` arguments.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.zone,
    }),
    row: t.string({
      description: 'Number of its row, as printed; may be blank. Use `rowLabel` for display.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.row,
    }),
    number: t.string({
      description: 'Its number in the row, as printed; may be blank. Use `seatLabel` for display.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.number,
    }),
    x: t.float({
      description: "Horizontal position in the plan's coordinates.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.x,
    }),
    y: t.float({
      description: "Vertical position in the plan's coordinates; larger is further down.",
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.y,
    }),
    tier: t.field({
      type: PriceTierRef,
      description: 'Its price tier.',
      extensions: SHAREABLE,
      resolve: ({ show, seat }) => tierOf(show, seat),
    }),
    price: t.field({
      type: MoneyRef,
      description: 'Its price, tax included; in a show with ticket types, as one of the first.',
      extensions: SHAREABLE,
      resolve: ({ show, seat }) => priceOf(show, seat),
    }),
    accessible: t.boolean({
      description: 'Whether it is a wheelchair place.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.accessible,
    }),
    companion: t.boolean({
      description: 'Whether it is a companion seat: for a person who comes along with a wheelchair user.',
      extensions: SHAREABLE,
      resolve: ({ seat }) => seat.companion,
    }),
    state: t.field({
      type: SeatStateRef,
      description: 'Current state.',
      extensions: SHAREABLE,
      resolve: ({ show, seat, state }, _args, { services }) => state ?? stateOf(services, show.id, seat.id),
    }),
  }),
});

/** What it is called, for display. */
builder.objectFields(SeatRef, (t) => ({
  label: t.string({
    description:
      'Zone, row and seat for display, as on tickets: `Floor, Table 7, Chair 1`, or `Stalls, row 12, seat 5`.',
    args: { locale: t.arg.string({ bounds: LOCALE_BOUNDS, description: SEAT_LOCALE }) },
    extensions: FROM_SEAT_MAP,
    resolve: ({ seat }, { locale }) => placeOf(seat, languageOf(localeOf(locale))).join(', '),
  }),
  zoneLabel: t.string({
    description: 'Its zone for display. A zone without a name in the plan has a readable one.',
    extensions: SHAREABLE,
    resolve: ({ seat }) => seat.zoneLabel,
  }),
  rowLabel: t.string({
    description:
      "Its row for display: the plan's own label, such as `Table 7`, or else `Row 7`; empty if the row has no number.",
    args: { locale: t.arg.string({ bounds: LOCALE_BOUNDS, description: SEAT_LOCALE }) },
    extensions: FROM_SEAT_MAP,
    resolve: ({ seat }, { locale }) => rowLabelOf(seat, languageOf(localeOf(locale))),
  }),
  seatLabel: t.string({
    description:
      'Its place in the row for display: the label of the plan, such as `Chair 1`, or else `Seat 1`; empty if it has no number.',
    args: { locale: t.arg.string({ bounds: LOCALE_BOUNDS, description: SEAT_LOCALE }) },
    extensions: FROM_SEAT_MAP,
    resolve: ({ seat }, { locale }) => seatLabelOf(seat, languageOf(localeOf(locale))),
  }),
}));

for (const side of ['left', 'right'] as const) {
  builder.objectField(SeatRef, `${side}Neighbour`, (t) =>
    t.field({
      type: SeatRef,
      nullable: true,
      description: `The next seat to the ${side} in the same row, as the plan is drawn; null at an aisle, a missing seat or the end of the row.`,
      extensions: SHAREABLE,
      resolve: (seat) => {
        const neighbour = neighboursOf(seat.plan, seat.seat)[side];
        const states = seat.states;
        return (
          neighbour && { ...seat, seat: neighbour, state: states ? (states.get(neighbour.id) ?? 'AVAILABLE') : null }
        );
      },
    }),
  );
}

registerNodeIds('seat', 'Seat', { isComposed: true });

loadNode('Seat', async (id, { services, principal }) => {
  const place = parseGlobalSeatId(id);
  const show = place && (await services.shows.getVisibleShow(principal, place.showId));
  if (!show || !(await services.shows.planOf(show)).seatById.has(place.seatId)) return null;
  return (await seatsOf(services, show.id, [place.seatId]))[0]!;
});

export const SeatChangeRef = builder.objectRef<SeatChange>('SeatChange').implement({
  description: 'A seat and its new state.',
  fields: (t) => ({
    seatId: t.exposeID('seatId', { description: "The plan's own `seat_guid`.", extensions: SHAREABLE }),
    state: t.expose('state', {
      type: SeatStateRef,
      description: 'Current state of the seat.',
      extensions: SHAREABLE,
    }),
  }),
});
