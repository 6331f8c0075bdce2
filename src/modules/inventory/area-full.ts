import { violatedCheckConstraint } from '../../platform/postgres/database.ts';

/** Whether a hold or an exchange was not written because an area has not so many places left. */
export function isAreaFull(error: unknown): boolean {
  return violatedCheckConstraint(error) === 'area_states_capacity';
}
