import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { wholeOf } from './parted-result.ts';

describe('a result that was made in parts', () => {
  it('has the lists of all parts in their order, by whatever names, and the rest once', () => {
    const part = (...ids: string[]) => ({
      data: { map: { version: 3, a: ids.map((id) => ({ id })), b: ids, none: null } },
    });
    expect(wholeOf([part('1', '2'), part('3'), part('4')])).toEqual(part('1', '2', '3', '4'));
  });

  it('is none when a part has errors', () => {
    const good = { data: { map: { seats: [] } } };
    expect(wholeOf([good, { data: null }])).toBeNull();
    expect(wholeOf([good, { ...good, errors: [new GraphQLError('broken')] }])).toBeNull();
  });
});
