import './payments.schema.ts';
import type { PaymentsService } from './payments.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    payments: PaymentsService;
  }
}
