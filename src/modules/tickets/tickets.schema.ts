import { builder } from '../../graphql/builder.ts';
import { ticketQrDataUrl } from './ticket-qr.ts';
import type { TicketRecord } from './tickets.ts';

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
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the booking was confirmed.' }),
    voidedAt: t.expose('voidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stopped being good because its booking was cancelled or refunded; null while it is good.',
    }),
  }),
});
