import { builder, callerOf, result } from '../../schema/builder.ts';
import { NODE_ID } from '../../schema/input-bounds/bounds.ts';
import { IllegalStateError, NotFoundError } from '../../shared/errors.ts';
import { ShowRef } from '../shows/shows.schema.ts';

const CancelShowInputRef = builder.inputType('CancelShowInput', {
  description: 'The show to cancel.',
  fields: (t) => ({ showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }) }),
});

builder.mutationField('cancelShow', (t) =>
  t.field({
    type: ShowRef,
    description:
      "Cancels a show for good: from that moment nothing of it can be held. Locks that run end (RELEASED), allotments are released, and bookings can no longer be paid. Bookings that were paid stay as they are; `cancelBooking` refunds them. A show that is cancelled is not changed; what is still held of it ends. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: CancelShowInputRef, required: true, description: 'The show.' }) },
    errors: result({
      field: 'show',
      description: 'The cancelled show.',
      errors: [NotFoundError, IllegalStateError],
    }),
    resolve: (_root, { input }, context) => context.services.cancellations.cancelShow(callerOf(context), input),
  }),
);
