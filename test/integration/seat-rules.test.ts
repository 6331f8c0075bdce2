import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeatMap } from '../../packages/client/src/seat-map.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { untilMap } from '../kit/basics/until.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { importPlan, openHallShow, PRICES } from '../kit/shows/hall-show.ts';
import { CreateShowWithRules, SetSeatRules, WatchSeatRules } from './seat-rules.graphql.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const NO_RULES = { orphanRule: 'OFF', minimumRun: 2, endsAt: null };

async function createShow(seatRules: Record<string, unknown> | null | undefined) {
  const input = {
    planId: await importPlan(app.organiser, hallPlan()),
    title: 'The Tempest',
    startsAt: '2099-01-01T19:00:00.000Z',
    currency: 'EUR',
    priceTiers: Object.entries(PRICES).map(([category, price]) => ({ name: category, category, price })),
  };
  const given = seatRules === undefined ? input : { ...input, seatRules };
  return (await app.organiser.data(CreateShowWithRules, { input: given })).createShow;
}

const setRules = async (showId: string, seatRules: Record<string, unknown>) =>
  (await app.organiser.data(SetSeatRules, { input: { showId, seatRules } })).updateShow;

describe('the seat rules of a show', () => {
  it('are off unless the organiser says otherwise', async () => {
    for (const given of [undefined, null, {}]) {
      expect(await createShow(given)).toMatchObject({ show: { seatRules: NO_RULES } });
    }
    const rules = { orphanRule: 'STRICT', minimumRun: 3, endsAt: '2098-12-31T12:00:00.000Z' };
    expect(await createShow(rules)).toMatchObject({ show: { seatRules: rules } });
  });

  it('change one by one; what is not given stays, and null takes the end away', async () => {
    const showId = await openHallShow(app.organiser);
    const endsAt = '2098-12-31T12:00:00.000Z';
    const answers = [
      await setRules(showId, { orphanRule: 'LENIENT' }),
      await setRules(showId, { minimumRun: 4, endsAt }),
      await setRules(showId, { orphanRule: 'STRICT' }),
      await setRules(showId, { endsAt: null }),
    ];
    expect(answers.map((answer) => answer.__typename === 'UpdateShowSuccess' && answer.show.seatRules)).toEqual([
      { orphanRule: 'LENIENT', minimumRun: 2, endsAt: null },
      { orphanRule: 'LENIENT', minimumRun: 4, endsAt },
      { orphanRule: 'STRICT', minimumRun: 4, endsAt },
      { orphanRule: 'STRICT', minimumRun: 4, endsAt: null },
    ]);
  });

  it('are told to those who follow the show, once for each change, and are an event of it', async () => {
    const showId = await openHallShow(app.organiser);
    await using news = app.client().subscribe(WatchSeatRules, { id: showId });
    expect(await news.next()).toMatchObject({ show: { seatRules: NO_RULES } });
    await setRules(showId, { orphanRule: 'STRICT' });
    expect(await news.next()).toMatchObject({ show: { seatRules: { ...NO_RULES, orphanRule: 'STRICT' } } });
    await setRules(showId, { orphanRule: 'STRICT' });
    await setRules(showId, { minimumRun: 3 });
    expect(await news.next()).toMatchObject({ show: { seatRules: { orphanRule: 'STRICT', minimumRun: 3 } } });
    const events = await app.database.query<{ type: string }>(
      `SELECT type FROM outbox WHERE topic = 'show-events' AND key = $1 ORDER BY id`,
      [showId],
    );
    expect(events.map(({ type }) => type)).toEqual(['show.created', 'show.published', 'show.updated', 'show.updated']);
  });

  it('are known to the published client, which hears of each change', async () => {
    const showId = await openHallShow(app.organiser);
    const map = createSeatMap({ url: `${app.url}/graphql`, showId, followShow: true });
    const hears = (rules: object) =>
      untilMap(map, () => isDeepStrictEqual(map.getState().show?.seatRules, { ...NO_RULES, ...rules }));
    try {
      map.subscribe(() => {});
      await hears({});
      const rules = { orphanRule: 'STRICT', endsAt: '2098-12-31T12:00:00.000Z' };
      await setRules(showId, rules);
      await hears(rules);
      await setRules(showId, { endsAt: null });
      await hears({ ...rules, endsAt: null });
    } finally {
      map.close();
    }
  });

  it.each([1, 0, -1, 11])('refuse %i as the shortest run', async (minimumRun) => {
    const showId = await openHallShow(app.organiser);
    const refusal = {
      __typename: 'InvalidInputError',
      issues: [{ path: 'input.seatRules.minimumRun', message: 'must be 2 to 10' }],
    };
    expect(await createShow({ minimumRun })).toMatchObject(refusal);
    expect(await setRules(showId, { minimumRun })).toMatchObject(refusal);
  });

  it('are the organiser’s to change, and nobody else’s', async () => {
    const showId = await openHallShow(app.organiser);
    const input = { showId, seatRules: { orphanRule: 'STRICT' as const } };
    const guest = await app.guest();
    const { errors } = await guest.request(SetSeatRules, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(await setRules(showId, {})).toMatchObject({ show: { seatRules: NO_RULES } });
  });
});
