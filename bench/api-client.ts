const START_IN_MS = 30 * 24 * 60 * 60 * 1_000;

/** The API as an organiser's program uses it. Each call throws when it was not done. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Imports a pretix plan and puts a show in it on sale. */
  async openShow(plan: {
    categories: { name: string }[];
    zones: { rows: { seats: { seat_guid: string }[] }[] }[];
  }): Promise<{ showId: string; seatIds: string[] }> {
    const venue = { name: 'Generated hall', city: 'Erfurt', timezone: 'Europe/Berlin' };
    const imported = await this.mutate<{ plan: { id: string } }>('importSeatingPlan', 'plan { id }', { venue, plan });
    const created = await this.mutate<{ show: { id: string } }>('createShow', 'show { id }', {
      planId: imported.plan.id,
      title: 'The Tempest',
      startsAt: new Date(Date.now() + START_IN_MS).toISOString(),
      currency: 'EUR',
      priceTiers: plan.categories.map(({ name }, index) => ({ name, category: name, price: 9_000 - index * 1_500 })),
    });
    await this.mutate('publishShow', 'show { id }', { showId: created.show.id });
    const seats = plan.zones.flatMap(({ rows }) => rows.flatMap((row) => row.seats));
    return { showId: created.show.id, seatIds: seats.map((seat) => seat.seat_guid) };
  }

  async change(name: 'blockSeats' | 'unblockSeats', showId: string, seatIds: readonly string[]): Promise<void> {
    await this.mutate(name, 'show { id }', { showId, seatIds });
  }

  /** Sends a mutation that takes an input; resolves with its success. */
  async mutate<Success>(name: string, selection: string, input: object): Promise<Success> {
    const type = name[0]!.toUpperCase() + name.slice(1);
    const query = `mutation ($input: ${type}Input!) {
      ${name}(input: $input) { __typename ... on ${type}Success { ${selection} } ... on Error { message } }
    }`;
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const answer = (await response.json()) as { data?: Record<string, { __typename: string }> };
    const outcome = answer.data?.[name];
    if (outcome?.__typename !== `${type}Success`) throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return outcome as unknown as Success;
  }
}
