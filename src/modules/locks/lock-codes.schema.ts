import { builder, callerOf, result } from '../../schema/builder.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { IdempotencyConflictError, LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import { MAX_CODE } from '../codes/code-input.ts';
import { CodeNotApplicableError } from '../codes/codes.errors.ts';
import { LockNotActiveError } from './locks.errors.ts';
import { SeatLockRef } from './locks.schema.ts';

builder.objectField(SeatLockRef, 'appliedCode', (t) =>
  t.string({
    nullable: true,
    description:
      'The promo code that is applied, as the organiser writes it; what it takes off is in `lines`. Null: none.',
    resolve: ({ code }) => code?.code ?? null,
  }),
);

const ApplyCodeInputRef = builder.inputType('ApplyCodeInput', {
  description: 'The lock, and the promo code.',
  fields: (t) => ({
    lockId: t.id({
      required: true,
      bounds: NODE_ID,
      description: 'A lock of the caller, `lock_…`. It must be ACTIVE.',
    }),
    code: t.string({
      bounds: text(MAX_CODE),
      description: 'The code, in upper or lower case, in place of the one that the lock has. Null or empty: none.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('applyCode', (t) =>
  t.field({
    type: SeatLockRef,
    description:
      'Applies a promo code to a lock, or takes it off; `total` and `lines` change, nothing else does. The lock keeps what the code said then. It is used up with `createBooking`, not before.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: ApplyCodeInputRef, required: true, description: 'The lock and the code.' }) },
    errors: result({
      field: 'lock',
      description: 'The changed lock.',
      errors: [CodeNotApplicableError, LimitExceededError, LockNotActiveError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.locks.applyCode(callerOf(context), input, context.address),
  }),
);
