import { builder } from '../../graphql/builder.ts';
import { ticketQrDataUrl } from './ticket-qr.ts';
import { type QrFormat, qrCodePath } from './ticket-qr-route.ts';
import type { TicketRecord } from './tickets.ts';

const QrCodeFormatRef = builder.enumType('QrCodeFormat', {
  description: 'What kind of picture a QR code is.',
  values: {
    PNG: { value: 'png' as QrFormat, description: 'Pixels: for mails and old programs.' },
    SVG: { value: 'svg' as QrFormat, description: 'Lines: sharp at any size, in print as well.' },
  },
});

export const TicketRef = builder.objectRef<TicketRecord>('Ticket');

builder.node(TicketRef, {
  description: 'The right to one seat, scanned at the door. A booking has one for each seat once it is confirmed.',
  id: { resolve: (ticket) => ticket.id },
  loadWithoutCache: (id, { services, principal }) => services.bookings.getTicket(principal, id),
  fields: (t) => ({
    seatId: t.exposeID('seatId', { description: 'The seat that it is for: the plan’s own `seat_guid`.' }),
    code: t.exposeString('code', { description: 'What the QR code carries; it can be typed in at the door as well.' }),
    qrCode: t.string({
      description: 'The QR code as a PNG picture in a `data:` URL.',
      // Half a millisecond to draw, and more characters than other values.
      extensions: { cost: 1_000 },
      resolve: (ticket) => ticketQrDataUrl(ticket.code),
    }),
    qrCodeUrl: t.string({
      description:
        "Where the QR code is served as a picture, cacheable for ever; relative to the API's origin. Costs less than `qrCode`. Whoever has it has the ticket.",
      args: { format: t.arg({ type: QrCodeFormatRef, description: 'PNG without it.' }) },
      resolve: ({ code }, { format }) => qrCodePath(code, format ?? 'png'),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the booking was confirmed.' }),
    voidedAt: t.expose('voidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stopped being good because its booking was cancelled or refunded; null while it is good.',
    }),
  }),
});
