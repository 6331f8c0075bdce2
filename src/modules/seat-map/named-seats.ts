import { type InputIssue, MAX_ISSUES } from '../../shared/errors.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';

/** What is wrong with a list of the plan's seats: those that the plan has not, and those that are named twice. */
export function namedSeatIssues(plan: SeatingPlanModel, seatIds: readonly string[], list: string): InputIssue[] {
  const issues: InputIssue[] = [];
  const seen = new Set<string>();
  for (const [index, seatId] of seatIds.entries()) {
    // One more than is told, so that it shows that there are more.
    if (issues.length > MAX_ISSUES) break;
    const path = `${list}.${index}`;
    if (seen.has(seatId)) issues.push({ path, message: `"${seatId}" is listed twice`, code: 'DUPLICATE' });
    else if (!plan.seatById.has(seatId))
      issues.push({ path, message: `no seat "${seatId}" in this show`, code: 'UNKNOWN' });
    seen.add(seatId);
  }
  return issues;
}
