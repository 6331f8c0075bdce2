import { expect, it } from 'vitest';
import { createBoxOffice } from './box-office.ts';
import type { GraphqlClient } from './graphql.ts';
import type { GuestSession } from './guest-session.ts';

it('has the bookings of a guest page by page, to the last', async () => {
  const asked: unknown[] = [];
  const request = async ({ variables }: { variables: { after: string | null } }) => {
    asked.push(variables);
    const page = variables.after === null ? ['booking_2', 'booking_1'] : ['booking_0'];
    const pageInfo = { hasNextPage: variables.after === null, endCursor: page.at(-1) };
    return { viewer: { bookings: { edges: page.map((id) => ({ node: { id } })), pageInfo } } };
  };
  const session = { token: 'token', ensure: async () => 'token' } as unknown as GuestSession;
  const boxOffice = createBoxOffice({ graphql: { request } as unknown as GraphqlClient, session });
  const first = await boxOffice.orders();
  expect(first).toEqual({ items: [{ id: 'booking_2' }, { id: 'booking_1' }], after: 'booking_1' });
  expect(await boxOffice.orders(first.after)).toEqual({ items: [{ id: 'booking_0' }], after: null });
  expect(asked).toEqual([{ after: null }, { after: 'booking_1' }]);
});
