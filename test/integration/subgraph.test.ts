import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

interface Answer<Data> {
  data: Data;
  errors?: { message: string; extensions: { code: string } }[];
  extensions?: { cost: { total: number } };
}

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Show { title } ... on SeatLock { ownerId } }
}`;

describe('a node with SUBGRAPH=true', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ env: { SUBGRAPH: 'true' } });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  async function ask<Data>(query: string, variables: object = {}, token?: string): Promise<Answer<Data>> {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const body = JSON.stringify({ query, variables });
    return (await (await fetch(`${app.url}/graphql`, { method: 'POST', headers, body })).json()) as Answer<Data>;
  }

  it('finds what a router names: in its order, for its caller, and null for what is not there or of another type', async () => {
    const [ada, eve] = await Promise.all([app.guest(), app.guest()]);
    const locked = await ask<{ lockSeats: { lock: { id: string } } }>(
      `mutation { lockSeats(input: { showId: "${app.demoShowId}", seatIds: ["D-13-1"] }) { ... on LockSeatsSuccess { lock { id } } } }`,
      {},
      ada.token,
    );
    const { id } = locked.data.lockSeats.lock;
    const representations = [
      { __typename: 'SeatLock', id },
      { __typename: 'Show', id: 'show_01k8000000e008002ymwrqw099' },
      { __typename: 'Show', id: app.demoShowId },
      { __typename: 'Booking', id: app.demoShowId },
    ];
    const show = { __typename: 'Show', title: expect.any(String) };
    const asAda = await ask(ENTITIES, { representations }, ada.token);
    expect(asAda.data).toEqual({ _entities: [{ __typename: 'SeatLock', ownerId: ada.id }, null, show, null] });
    const asEve = await ask(ENTITIES, { representations }, eve.token);
    expect(asEve.data).toEqual({ _entities: [null, null, show, null] });
  });

  it('counts the cost of each', async () => {
    const of = (count: number) =>
      ask(ENTITIES, { representations: Array(count).fill({ __typename: 'Show', id: app.demoShowId }) });
    const [one, ten] = [await of(1), await of(10)];
    expect(ten.extensions!.cost.total - one.extensions!.cost.total).toBeGreaterThanOrEqual(9 * 200);
  });

  it('refuses what is no representation, however many there are, and lives', async () => {
    const { errors } = await ask(ENTITIES, { representations: Array(100).fill({ id: 'x' }) });
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } })]);
    // These are refused by what looks for them, one by one.
    const long = { __typename: 'Show', id: 'x'.repeat(300) };
    const fields = Array.from({ length: 30 }, (_, n) => `t${n}: title`).join(' ');
    const query = `query ($given: [_Any!]!) { _entities(representations: $given) { __typename ... on Show { ${fields} } } }`;
    expect((await ask(query, { given: Array(100).fill(long) })).errors).not.toEqual([]);
    expect((await fetch(`${app.url}/ready`)).status).toBe(200);
  });

  it('counts the cost of its schema by its length, and answers it only so often at a time', async () => {
    const once = await ask<{ _service: { sdl: string } }>('{ _service { sdl } }');
    const { length } = once.data._service.sdl;
    expect(once.extensions!.cost.total).toBeGreaterThanOrEqual(length / 16);
    const many = Array.from({ length: 49 }, (_, n) => `s${n}: sdl`).join(' ');
    const services = Array.from({ length: 20 }, (_, n) => `a${n}: _service { ${many} }`).join(' ');
    const { data, errors } = await ask(`{ ${services} }`);
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', cost: expect.anything() }),
      }),
    ]);
  });

  it('tells its schema with the keys', async () => {
    const { data } = await ask<{ _service: { sdl: string } }>('{ _service { sdl } }');
    expect(data._service.sdl).toContain('type Show implements Node @key(fields: "id") {');
  });
});
