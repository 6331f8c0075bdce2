import { describe, expect, it } from 'vitest';
import { problemsOf } from './form-problem.ts';

const issueAt = (path: string) => ({
  ...{ path, message: `wrong at ${path}`, code: 'OTHER' as const, minimum: null, maximum: null, relatedPath: null },
});
const refusal = (...paths: string[]) => ({
  __typename: 'InvalidInputError',
  code: 'INVALID_INPUT',
  message: 'No.',
  issues: paths.map(issueAt),
});
const FIELDS = new Map([
  ['input.title', 'title'],
  ['input.fees.0.name', 'fee-0-name'],
  ['input.fees.0.amount', 'fee-0-value'],
]);

describe('what the server finds', () => {
  it('is said at the field that its path is of, the first of several', () => {
    expect(problemsOf(refusal('input.fees.0.amount', 'input.fees.0.amount'), FIELDS)).toEqual({
      problems: new Map([['fee-0-value', { kind: 'refused', issue: issueAt('input.fees.0.amount') }]]),
      isAll: true,
    });
  });

  it('is said at the first field of what its path is of as a whole', () => {
    expect([...problemsOf(refusal('input.fees'), FIELDS).problems.keys()]).toEqual(['fee-0-name']);
  });

  it('is of the form where it is of none of its fields', () => {
    expect(problemsOf(refusal('input.planId', 'input.title'), FIELDS)).toMatchObject({ isAll: false });
    expect(problemsOf(refusal(), FIELDS)).toEqual({ problems: new Map(), isAll: false });
  });
});
