import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { recordedLogger } from '../../test/kit/product/recorded-logger.ts';
import { createMaskError } from './mask-error.ts';

it('logs where an error was, in a line of a bounded length, and tells the client all of it', () => {
  const { logger, messages } = recordedLogger();
  const path = ['show', 3, 'an_alias'.repeat(5_000)];
  for (const originalError of [new Error('a bug'), Object.assign(new Error('away'), { code: 'ECONNREFUSED' })]) {
    const masked = createMaskError(logger)(new GraphQLError(originalError.message, { path, originalError }));
    expect(masked.path).toEqual(path);
  }
  const lines = [...messages('unexpected error'), ...messages('a part is away')];
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatchObject({ path: ['show', 3, expect.stringMatching(/^(an_alias)+/)] });
    expect(JSON.stringify((line as { path: unknown }).path).length).toBeLessThan(200);
  }
});
