import { builder, registerNodeIds } from '../../schema/builder.ts';
import { TicketTypeRef } from '../pricing/pricing.schema.ts';
import { areaOfShow } from '../seat-map/area-of-show.ts';
import { AreaRef } from '../seating/area.schema.ts';
import { ticketQrDataUrl } from './ticket-qr.ts';
import { type QrFormat, qrCodePath } from './ticket-qr-route.ts';
import type { TicketRecord } from './tickets.ts';

const QrCodeFormatRef = builder.enumType('QrCodeFormat', {
  description: 'Image format of a QR code.',
  values: {
    PNG: { value: 'png' as QrFormat, description: 'A bitmap, for mails and programs without SVG.' },
    SVG: { value: 'svg' as QrFormat, description: 'A vector image, sharp at any size and in print.' },
  },
});

export const TicketRef = builder.objectRef<TicketRecord>('Ticket');

registerNodeIds('ticket', 'Ticket');

builder.node(TicketRef, {
  description:
    'Admission for one person, scanned at the door. A confirmed booking has one for each of its seats and places of areas.',
  id: { resolve: (ticket) => ticket.id },
  loadWithoutCache: (id, { services, principal }) => services.bookings.getTicket(principal, id),
  fields: (t) => ({
    seatId: t.exposeID('seatId', {
      description:
        'The seat: the plan’s own `seat_guid`. If `area` is set, a text that is no seat of the plan, unique among the tickets of the booking.',
    }),
    ticketType: t.field({
      type: TicketTypeRef,
      nullable: true,
      description:
        'What the seat or place was sold as, by the name that the type has now: `lines` of the booking keep the one that it was bought under. Null if the show had no ticket types.',
      resolve: async ({ showId, ticketTypeId }, _args, { services }) =>
        ticketTypeId === null ? null : await services.shows.ticketTypeOf(showId, ticketTypeId),
    }),
    area: t.field({
      type: AreaRef,
      nullable: true,
      description: 'The area that it is for; null if it is for a seat.',
      resolve: ({ showId, areaId }, _args, { services }) =>
        areaId === null ? null : areaOfShow(services, showId, areaId),
    }),
    code: t.exposeString('code', { description: 'Content of the QR code; it can also be typed in at the door.' }),
    qrCode: t.string({
      description: 'The QR code as a PNG image in a `data:` URL.',
      // Measured: 1.4 milliseconds to draw. It has more characters than other values as well.
      extensions: { cost: 1_400 },
      resolve: (ticket) => ticketQrDataUrl(ticket.code),
    }),
    qrCodeUrl: t.string({
      description:
        "URL of the QR code as an image, relative to the API's origin and cacheable for ever. Costs less than `qrCode`. Treat it like the ticket itself: whoever has the URL can show the code.",
      args: { format: t.arg({ type: QrCodeFormatRef, description: 'Image format; PNG by default.' }) },
      resolve: ({ code }, { format }) => qrCodePath(code, format ?? 'png'),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the booking was confirmed.' }),
    voidedAt: t.expose('voidedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it became invalid because its booking was cancelled or refunded, or it was given back; null while it is valid.',
    }),
  }),
});
