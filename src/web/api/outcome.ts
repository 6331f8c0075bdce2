import type { SuccessOf } from './answer-types.ts';
import type { Outcome, Refusal } from './box-office-types.ts';

/** What may be answered to a mutation. */
export type MutationAnswer = Refusal | { __typename: `${string}Success` };

/** Tells a success, made to its value, from a refusal. */
export function outcomeOf<Answer extends MutationAnswer, Value>(
  data: Record<string, Answer>,
  pick: (success: SuccessOf<Answer>) => Value,
): Outcome<Value> {
  // A mutation of ours has one field.
  const answer = Object.values(data)[0]!;
  return isSuccess(answer) ? { ok: true, value: pick(answer) } : { ok: false, refusal: answer as Refusal };
}

function isSuccess<Answer extends MutationAnswer>(answer: Answer): answer is SuccessOf<Answer> {
  return answer.__typename.endsWith('Success');
}
