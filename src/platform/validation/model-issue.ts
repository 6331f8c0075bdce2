import type { z } from 'zod';
import type { InputIssue, IssueCode } from '../../shared/errors.ts';

/** What a refinement of a model is called with, so that its issues have a code. */
export const codeOf = (code: IssueCode, error: string) => ({ error, params: { code } });

/** What a model says of what is missing. */
export const MISSING = 'is missing';

/** An issue of a model as ours, below `root`; '' where the model is of the whole. */
export function modelIssue(issue: z.core.$ZodIssue, root: string): InputIssue {
  const path = [root, ...issue.path.map(String)].filter((part) => part !== '').join('.');
  return { path, message: issue.message, ...kindOf(issue) };
}

function kindOf(issue: z.core.$ZodIssue): Pick<InputIssue, 'code' | 'minimum' | 'maximum'> {
  switch (issue.code) {
    case 'too_big': {
      const maximum = Number(issue.maximum);
      return { code: issue.origin === 'string' ? 'TOO_LONG' : 'OUT_OF_RANGE', maximum };
    }
    case 'too_small':
      return { code: 'OUT_OF_RANGE', minimum: Number(issue.minimum) };
    case 'custom':
      return { code: (issue.params?.code as IssueCode | undefined) ?? 'MALFORMED' };
    default:
      return { code: issue.message === MISSING ? 'REQUIRED' : 'MALFORMED' };
  }
}
