import { describe, expect, it } from 'vitest';
import type { GraphqlClient } from '../api/graphql.ts';
import { CREATE_CODE } from './codes.graphql.ts';
import { createOrganiserRequests } from './organiser-requests.ts';

describe('a change that is to happen once', () => {
  it('is sent with the key of its first try until it is answered, and with another one after that', async () => {
    const keys: unknown[] = [];
    let isAnswered = false;
    const graphql = {
      request: async ({ variables }: { variables: { input: { idempotencyKey: string } } }) => {
        keys.push(variables.input.idempotencyKey);
        if (!isAnswered) throw new Error('no answer');
        return { createCode: { __typename: 'CreateCodeSuccess' } };
      },
    } as unknown as GraphqlClient;
    const requests = createOrganiserRequests({ graphql, session: { token: 'token' } });
    const send = (code: string) => requests.changeOnce(CREATE_CODE, { showId: 'show_1', code });
    await expect(send('GALA')).rejects.toThrow('no answer');
    isAnswered = true;
    expect(await send('OTHER')).toMatchObject({ ok: true });
    expect(await send('GALA')).toMatchObject({ ok: true });
    await send('GALA');
    const [first, other, again, later] = keys;
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(again).toBe(first);
    expect(new Set([first, other, later]).size).toBe(3);
  });
});
