import { builder } from '../../schema/builder.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { SeatLockRef } from '../locks/locks.schema.ts';
import { PriceLineRef } from '../pricing/price-line.schema.ts';
import { BookingRef } from './bookings.schema.ts';

builder.objectField(BookingRef, 'lines', (t) =>
  t.field({
    type: [PriceLineRef],
    description:
      'What it costs, line by line: `total` is the sum. Fixed when the booking was created; later changes of prices do not affect it.',
    extensions: READS_DATABASE,
    resolve: async ({ id, showId, currency }, _args, { services }) =>
      (await services.bookings.linesOf(id)).map((line) => ({ ...line, showId, currency })),
  }),
);

builder.objectField(SeatLockRef, 'lines', (t) =>
  t.field({
    type: [PriceLineRef],
    description:
      'What the seats cost, line by line: `total` is the sum. Of a lock that was booked, those of its booking; empty once it has ended otherwise.',
    extensions: READS_DATABASE,
    resolve: async (lock, _args, { services }) => {
      const { showId, bookingId } = lock;
      const { currency } = (await services.shows.getShow(showId))!;
      const lines =
        bookingId === null ? await services.locks.linesOf(lock) : await services.bookings.linesOf(bookingId);
      return lines.map((line) => ({ ...line, showId, currency }));
    },
  }),
);
