import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuplicateShowInput } from '../../src/modules/shows/show-copy.ts';
import type { Show } from '../../src/modules/shows/shows.service.ts';
import { newId } from '../../src/platform/ids.ts';
import { IdempotencyConflictError, type InvalidInputError, NotFoundError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { openPricedShow } from '../kit/shows/priced-show.ts';

const STARTS_AT = new Date('2099-06-01T18:00:00Z');
const ADMIN: Principal = { id: 'admin', role: 'admin', email: null };

let office: TestBoxOffice;
let show: Show;

beforeAll(async () => {
  office = await openTestBoxOffice();
  const { id } = await openPricedShow(office);
  show = await office.services.shows.updateShow(ORGANISER, {
    showId: id,
    salesStartAt: new Date('2099-04-01T10:00:00Z'),
    salesEndAt: new Date('2099-05-01T18:30:00Z'),
    seatRules: { orphanRule: 'STRICT', minimumRun: 3, endsAt: new Date('2099-04-30T18:00:00Z') },
  });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const duplicate = (input: Partial<DuplicateShowInput> = {}, principal: Principal = ORGANISER) =>
  office.services.showCopies.duplicateShow(principal, { showId: show.id, startsAt: STARTS_AT, ...input });
const countShows = async () =>
  (await office.database.query<{ n: number }>('SELECT count(*)::int AS n FROM shows'))[0]!.n;

describe('a copy of a show', () => {
  it('is a draft with the same plan, prices, types, fees, taxes and rules, with ids of its own', async () => {
    const copy = await duplicate();
    const withoutIds = ({ ticketTypes, priceTiers, fees, plan, currency, title }: Show) =>
      JSON.parse(JSON.stringify({ ticketTypes, priceTiers, fees, plan, currency, title }), (key, value) =>
        key === 'id' && !String(value).startsWith('plan_') && !String(value).startsWith('venue_') ? undefined : value,
      );
    expect(withoutIds(copy)).toEqual(withoutIds(show));
    expect(copy).toMatchObject({ status: 'DRAFT', publishedAt: null, organiserId: ORGANISER.id, startsAt: STARTS_AT });
    const idsOf = ({ ticketTypes, priceTiers, fees }: Show) =>
      [...ticketTypes, ...priceTiers, ...fees].map(({ id }) => id);
    expect(idsOf(copy).filter((id) => idsOf(show).includes(id))).toEqual([]);
  });

  it('moves the times of sales and the end of the rules along with its beginning, unless they are given', async () => {
    expect(await duplicate()).toMatchObject({
      salesStartAt: new Date('2099-05-02T10:00:00Z'),
      salesEndAt: new Date('2099-06-01T18:30:00Z'),
      seatRules: { orphanRule: 'STRICT', minimumRun: 3, endsAt: new Date('2099-05-31T18:00:00Z') },
    });
    const salesStartAt = new Date('2099-05-20T10:00:00Z');
    expect(await duplicate({ title: 'Again', salesStartAt, salesEndAt: null })).toMatchObject({
      title: 'Again',
      salesStartAt,
      salesEndAt: null,
    });
  });

  it('is its organiser’s, whoever makes it for them, and others are told of no draft', async () => {
    expect(await duplicate({}, ADMIN)).toMatchObject({ organiserId: ORGANISER.id });
    const draft = await duplicate();
    const other: Principal = { ...ORGANISER, id: 'another' };
    await expect(duplicate({ showId: draft.id }, other)).rejects.toBeInstanceOf(NotFoundError);
    await expect(duplicate({}, other)).rejects.toThrow('Only the organiser of the show');
    await expect(duplicate({ showId: newId('show') })).rejects.toBeInstanceOf(NotFoundError);
  });

  it('is made once for a key, also when it is asked for twice at a time', async () => {
    const before = await countShows();
    const key = { idempotencyKey: newId('lock') };
    const copies = await Promise.all([duplicate(key), duplicate(key)]);
    copies.push(await duplicate(key));
    expect(new Set(copies.map(({ id }) => id)).size).toBe(1);
    expect(await countShows()).toBe(before + 1);
    await expect(duplicate({ ...key, title: 'Another' })).rejects.toBeInstanceOf(IdempotencyConflictError);
  });

  it('has the names of the show as they are, also those that no new show may have', async () => {
    const { id } = await duplicate();
    // As release 0.1.0 took them: names that look alike, and text that turns what is around it.
    const turned = 'Block \u202eB';
    await office.database.query(
      `UPDATE price_tiers SET name = CASE category WHEN 'Stalls' THEN 'A' ELSE $2 END WHERE show_id = $1`,
      [id, '\u0410'],
    );
    await office.database.query('UPDATE shows SET title = $2 WHERE id = $1', [id, turned]);
    await office.database.query('UPDATE ticket_types SET name = $2 WHERE show_id = $1 AND name = $3', [
      id,
      turned,
      'Child',
    ]);
    await office.database.query(`UPDATE fees SET name = 'Fee' WHERE show_id = $1 AND basis = 'PER_TICKET'`, [id]);
    await office.database.query(`UPDATE fees SET name = 'FEE' WHERE show_id = $1 AND basis = 'PER_BOOKING'`, [id]);
    for (const title of [undefined, turned]) {
      const copy = await duplicate({ showId: id, title });
      expect(copy.title).toBe(turned);
      expect(copy.priceTiers.map(({ name }) => name)).toEqual(['A', '\u0410']);
      expect(copy.ticketTypes.map(({ name }) => name)).toEqual(['Adult', turned, 'Student']);
      expect(copy.priceTiers[0]!.prices.map(({ price }) => price.amount)).toEqual([4_550, 2_000, 3_000]);
      expect(copy.fees.map(({ name }) => name)).toEqual(['Fee', 'FEE']);
    }
    await expect(duplicate({ showId: id, title: `${turned}!` })).rejects.toMatchObject({
      issues: [{ path: 'input.title' }],
    });
  });

  it('is not made with what a show can’t have', async () => {
    const before = await countShows();
    const issuesOf = (input: Partial<DuplicateShowInput>) =>
      duplicate(input).then(
        () => [],
        (error) => (error as InvalidInputError).issues.map(({ path }) => path),
      );
    expect(await issuesOf({ title: ' ' })).toEqual(['input.title']);
    expect(await issuesOf({ salesStartAt: STARTS_AT })).toEqual(['input.salesStartAt']);
    // The sales of the show began a month before.
    expect(await issuesOf({ startsAt: new Date('0001-01-01T00:00:00Z') })).toEqual(['input.startsAt']);
    expect(await countShows()).toBe(before);
  });
});

describe('the list of plans', () => {
  it('has all of them, the newest first, page by page, for organisers only', async () => {
    const { seating } = office.services;
    for (let time = 0; time < 3; time += 1) await office.createShow();
    const page = { limit: 2, olderThan: null, newerThan: null, fromOldest: false };
    const first = await seating.listPlans(ORGANISER, page);
    expect(first).toHaveLength(2);
    expect(first[0]!.id > first[1]!.id).toBe(true);
    const [next] = await seating.listPlans(ORGANISER, { ...page, olderThan: first[1]!.id });
    expect(next!.id < first[1]!.id).toBe(true);
    const back = await seating.listPlans(ORGANISER, { ...page, newerThan: next!.id, fromOldest: true });
    expect(back.map(({ id }) => id)).toEqual(first.map(({ id }) => id).reverse());
    expect(await seating.countPlans(ORGANISER, 2)).toBe(3);
    expect(await seating.countPlans(ORGANISER, 100)).toBe(4);
    await expect(seating.listPlans({ ...ORGANISER, role: 'customer' }, page)).rejects.toThrow('Only organisers');
  });
});
