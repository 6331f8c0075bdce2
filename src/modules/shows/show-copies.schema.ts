import { builder, callerOf, result } from '../../schema/builder.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { IdempotencyConflictError, NotFoundError } from '../../shared/errors.ts';
import { MAX_TITLE } from './show-input.ts';
import { ShowRef } from './shows.schema.ts';

const DuplicateShowInputRef = builder.inputType('DuplicateShowInput', {
  description: 'The show to duplicate, and what is different.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    title: t.string({ bounds: text(MAX_TITLE), description: 'Title, shown to buyers; that of the show by default.' }),
    startsAt: t.field({ type: 'DateTime', required: true, description: 'When it begins.' }),
    salesStartAt: t.field({
      type: 'DateTime',
      description:
        'When sales start; as long before `startsAt` as those of the show by default. Null: when it is published.',
    }),
    salesEndAt: t.field({
      type: 'DateTime',
      description:
        'When sales end; as long before or after `startsAt` as those of the show by default. Null: at `startsAt`.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('duplicateShow', (t) =>
  t.field({
    type: ShowRef,
    description:
      "Creates a draft like a show, at another time: on the same plan, with the same prices, ticket types, fees, taxes, seat rules and limits. Whatever has become of the show; its sales, blocked seats, allotments and codes are not copied. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: DuplicateShowInputRef, required: true, description: 'The show, and its new time.' }) },
    errors: result({
      field: 'show',
      description: 'The new show.',
      errors: [NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.showCopies.duplicateShow(callerOf(context), input),
  }),
);
