import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import { createLogger } from '../../platform/observability/logger.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { ShowEvent } from '../events/events.ts';
import type { Show } from '../shows/shows.service.ts';
import { LiveShows, type ShowNews } from './live-shows.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const ORGANISER: Principal = { id: 'org', role: 'organiser', email: null };
const SHOW = 'show_1';

/** What PostgreSQL has. */
let stored: Map<string, { version: number; status: string; publishedAt: Date | null; organiserId?: string }>;
const PUBLISHED = new Date();
let reads: number;
let live: LiveShows;

beforeEach(() => {
  stored = new Map([[SHOW, { version: 1, status: 'ON_SALE', publishedAt: PUBLISHED }]]);
  reads = 0;
  live = new LiveShows({
    logger,
    shows: {
      async getShow(id) {
        reads += 1;
        const show = stored.get(id);
        return show ? ({ id, organiserId: ORGANISER.id, ...show } as Show) : null;
      },
      forget: () => undefined,
      versionsOf: async (ids) => new Map(ids.flatMap((id) => (stored.has(id) ? [[id, stored.get(id)!.version]] : []))),
    },
  });
});

const tell = (version: number) => live.take({ show_id: SHOW, version } as ShowEvent);
const change = (version: number, status: string) =>
  stored.set(SHOW, { version, status, publishedAt: status === 'DRAFT' ? null : PUBLISHED });
async function follow(principal: Principal | null = null) {
  const source = await live.watch(principal, SHOW);
  const stream = source[Symbol.asyncIterator]();
  const next = async () => ((await stream.next()).value as ShowNews).show;
  return { next, end: () => stream.return!(), source };
}

describe('followers of a show', () => {
  it('share one topic and one reading, which goes with the last of them', async () => {
    const [one, other] = [await follow(), await follow()];
    expect(one.source.topic).toBe(other.source.topic);
    expect([await one.next(), await other.next()]).toMatchObject([{ version: 1 }, { version: 1 }]);
    expect(reads).toBe(1);
    await one.end();
    expect(live.size).toBe(1);
    await other.end();
    expect(live.size).toBe(0);
  });

  it('hear once of an event that comes again, and of changes that came together as one', async () => {
    const { next, end } = await follow();
    await next();
    change(2, 'PAUSED');
    tell(2);
    expect(await next()).toMatchObject({ version: 2, status: 'PAUSED' });
    const before = reads;
    tell(2);
    tell(1);
    change(4, 'CANCELLED');
    tell(3);
    tell(4);
    expect(await next()).toMatchObject({ version: 4 });
    expect(reads - before).toBeLessThanOrEqual(2);
    await end();
  });

  it('find by their version what no event told of', async () => {
    const { next, end } = await follow();
    await next();
    change(9, 'CLOSED');
    await live.recoverLostChanges();
    expect(await next()).toMatchObject({ version: 9, status: 'CLOSED' });
    await end();
  });

  it('end when the show is a draft again or gone, as it may be after lost commits', async () => {
    const [buyer, organiser] = [await follow(), await follow(ORGANISER)];
    await Promise.all([buyer.next(), organiser.next()]);
    change(1, 'DRAFT');
    live.renew();
    await expect(buyer.next()).rejects.toThrow('anew');
    expect(await organiser.next()).toMatchObject({ status: 'DRAFT' });
    await expect(live.watch(null, SHOW)).rejects.toBeInstanceOf(NotFoundError);
    stored.clear();
    live.renew();
    await expect(organiser.next()).rejects.toThrow('anew');
    await eventually(() => expect(live.size).toBe(0));
  });

  it('do not include other organisers while the show is a draft, nor who has handed it over', async () => {
    change(1, 'DRAFT');
    await expect(live.watch({ ...ORGANISER, id: 'other' }, SHOW)).rejects.toBeInstanceOf(NotFoundError);
    const [organiser, admin] = [await follow(ORGANISER), await follow({ id: 'root', role: 'admin', email: null })];
    await Promise.all([organiser.next(), admin.next()]);
    stored.set(SHOW, { version: 2, status: 'DRAFT', publishedAt: null, organiserId: 'other' });
    tell(2);
    await expect(organiser.next()).rejects.toThrow('anew');
    expect(await admin.next()).toMatchObject({ version: 2, organiserId: 'other' });
    await admin.end();
    await eventually(() => expect(live.size).toBe(0));
  });
});
