import { describe, it } from 'vitest';
import { findOnPath } from '../../services/folder.ts';
import { LEFT_OUT } from '../runs/left-out.ts';

/** `describe` for a suite that needs these programs on the path: left out, with the reason, without one; a failure in CI. */
export function describeWithTools(tools: readonly string[], name: string, suite: () => void): void {
  const missing = tools.filter((tool) => findOnPath(tool) === null);
  const reason = `not found on the path: ${missing.join(', ')}`;
  if (missing.length === 0) describe(name, suite);
  else if (!process.env.CI) describe.skip(`${name} ${LEFT_OUT} ${reason}`, suite);
  else {
    it(`${name}: has the programs that it needs`, () => {
      throw new Error(reason);
    });
  }
}
