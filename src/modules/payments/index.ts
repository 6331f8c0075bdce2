import type { ModuleManifest } from '../manifest.ts';
import { PaymentDeclinedError, PaymentInProgressError } from './payments.errors.ts';
import './payments.schema.ts';
import type { PaymentsService } from './payments.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    payments: PaymentsService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    payment: true;
  }
}

export const paymentsModule: ModuleManifest = {
  errorCodes: {
    PAYMENT_DECLINED: 'The payment provider declined the payment.',
    PAYMENT_IN_PROGRESS: 'An earlier payment of this booking is still undecided.',
  },
  storableErrors: [PaymentDeclinedError, PaymentInProgressError],
};
