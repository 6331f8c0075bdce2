import { GraphQLError } from 'graphql';
import { KafkaJSConnectionError } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { isFatalFailure } from './fatal-failure.ts';

describe('a failure that nobody handled', () => {
  it.each([
    new KafkaJSConnectionError('Closed connection'),
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  ])('ends no node where it is a forgotten promise of a lost connection: %s', (error) => {
    expect(isFatalFailure('unhandledRejection', error)).toBe(false);
    expect(isFatalFailure('uncaughtException', error)).toBe(true);
  });

  it('ends no node where a field of an answer has failed', () => {
    const error = new GraphQLError('No.', { path: ['shows', 0] });
    expect(isFatalFailure('unhandledRejection', error)).toBe(false);
    expect(isFatalFailure('unhandledRejection', new GraphQLError('No.'))).toBe(true);
  });

  it.each([new TypeError('x is not a function'), 'text', undefined])('ends the node where it is a bug: %s', (error) => {
    expect(isFatalFailure('unhandledRejection', error)).toBe(true);
  });
});
