import { describe, expect, it } from 'vitest';
import { drawOrder } from '../../src/modules/waiting-room/draw.ts';
import { makeCrowd } from '../kit/on-sale/crowd.ts';
import { correlationOf, figuresOf, spreadOf } from '../kit/on-sale/sale-figures.ts';
import { readSaleOptions } from '../kit/on-sale/sale-options.ts';
import { reportOf } from '../kit/on-sale/sale-report.ts';
import { SimulatedClock } from '../kit/on-sale/simulated-clock.ts';
import { type SimulationOptions, simulateSale } from '../kit/on-sale/simulation.ts';

const SMALL: SimulationOptions = {
  ...{ people: 2_000, seats: 600, scripts: 4, sessions: 50, seed: 7, opensBefore_ms: 1_800_000 },
  ...{ maxActive: 150, perMinute: 90, idleSeconds: 120 },
};

describe('a simulated sale', () => {
  it('keeps the rules of the queue, whatever the crowd does', async () => {
    const sale = await simulateSale(SMALL);
    const figures = figuresOf(sale);
    expect(figures.faults).toEqual({
      ...{ admittedTwice: 0, overMostActive: 0, outOfOrder: 0, doubleBooked: 0, soldTooMany: 0 },
    });
    expect(figures).toMatchObject({ people: 2_000, scriptSessions: 200, seatsSold: 600, refusedLocks: 200 });
    // Who would have come after the last seat was sold does not.
    const came = sale.visits.length;
    expect(came).toBeGreaterThan(2_000);
    expect(figures.drawn + figures.cameLater).toBe(came);
    expect(Object.values(figures.ends).reduce((sum, count) => sum + count)).toBe(came);
    // As often as they like: everybody has one entry.
    expect(figures.joins).toBeGreaterThan(4_000);
    expect(new Set(sale.visits.map(({ entryId }) => entryId)).size).toBe(came);
    expect(sale.visits.map(({ place }) => place!).toSorted(byNumber)).toEqual(
      sale.visits.map((_visit, index) => index + 1),
    );
    expect(figures.admissions.mostActive).toBeLessThanOrEqual(150);
    const { min, max } = figures.admissions.perMinute!;
    expect([min, max].map((count) => Math.abs(count - 90) <= 4)).toEqual([true, true]);
    const filledAt = figures.filled.map(({ at_s }) => at_s!);
    expect(filledAt).toEqual(filledAt.toSorted(byNumber));
    expect(reportOf(figures)).toContain('0 admitted twice, 0 out of order');
  });

  it('draws as the published seed says, so that neither who comes first nor who comes often is better off', async () => {
    const { visits, roomSeed, drawn, ...sale } = await simulateSale({ ...SMALL, seats: 100 });
    const drawnVisits = visits.filter(({ place }) => place !== null && place <= drawn);
    const inOrder = drawnVisits.toSorted((one, other) => one.place! - other.place!).map(({ entryId }) => entryId);
    const ids = drawnVisits.map(({ entryId }) => entryId);
    expect(inOrder).toEqual(drawOrder(roomSeed, ids));
    const { fairness } = figuresOf({ visits, roomSeed, drawn, ...sale });
    expect(Math.abs(fairness.correlation)).toBeLessThan(0.1);
    expect(Math.abs(fairness.scriptsOfFirstHalf - fairness.scriptsOfDrawn)).toBeLessThan(0.05);
  });

  it('is the same for the same seed, and another for another', async () => {
    const figuresWith = async (seed: number) =>
      figuresOf(await simulateSale({ ...SMALL, people: 300, seats: 100, seed }));
    expect(await figuresWith(3)).toEqual(await figuresWith(3));
    expect(await figuresWith(3)).not.toEqual(await figuresWith(4));
  });

  it('ends where nobody is left to buy the seats', async () => {
    const figures = figuresOf(await simulateSale({ ...SMALL, people: 40, scripts: 0 }));
    expect(figures.soldOut_s).toBeNull();
    expect(figures.ends.WAITS + figures.ends.CHOOSES).toBe(0);
    expect(figures.seatsSold).toBeLessThanOrEqual(160);
  });
});

describe('a simulated crowd', () => {
  it('is the same for the same seed, in the order of its coming, none before the room opens', () => {
    const crowd = makeCrowd(SMALL);
    expect(crowd).toEqual(makeCrowd(SMALL));
    expect(crowd).toHaveLength(2_200);
    const arrivals = crowd.map(({ arrives_ms }) => arrives_ms);
    expect(arrivals).toEqual(arrivals.toSorted(byNumber));
    expect(arrivals[0]).toBeGreaterThanOrEqual(-SMALL.opensBefore_ms);
    expect(crowd.every(({ party }) => party >= 1 && party <= 4)).toBe(true);
    expect(new Set(crowd.map(({ id }) => id)).size).toBe(2_200);
  });
});

describe('a simulated clock', () => {
  it('does what is due in its order, what comes up meanwhile included', async () => {
    const clock = new SimulatedClock(100);
    const done: string[] = [];
    const note = (name: string) => () => void done.push(`${name} ${clock.now_ms}`);
    for (const at_ms of [400, 200, 300, 200]) clock.at(at_ms, note('at'));
    clock.at(200, () => clock.after(50, note('after')));
    clock.at(0, note('past'));
    clock.at(900, note('late'));
    await clock.run({ end_ms: 500, isOver: () => false });
    expect(done).toEqual(['past 100', 'at 200', 'at 200', 'after 250', 'at 300', 'at 400']);
    await clock.run({ end_ms: 1_000, isOver: () => true });
    expect(clock.now_ms).toBe(400);
  });

  it('keeps the order of many', async () => {
    const clock = new SimulatedClock(0);
    const done: number[] = [];
    const times = Array.from({ length: 2_000 }, (_, n) => (n * 7_919) % 1_009);
    for (const at_ms of times) clock.at(at_ms, () => void done.push(at_ms));
    await clock.run({ end_ms: 2_000, isOver: () => false });
    expect(done).toEqual(times.toSorted(byNumber));
  });
});

describe('the options of a simulated sale', () => {
  it('have defaults, and bounds that are named', () => {
    expect(readSaleOptions([])).toMatchObject({ isJson: false, options: { people: 100_000, seats: 20_000, seed: 1 } });
    expect(readSaleOptions(['--people', '10', '--max-active', '5', '--json'])).toMatchObject({
      isJson: true,
      options: { people: 10, maxActive: 5, opensBefore_ms: 1_800_000 },
    });
    expect(() => readSaleOptions(['--seats', '0'])).toThrow('--seats must be a whole number from 1 to 200000, not 0.');
    expect(() => readSaleOptions(['--per-minute', '1.5'])).toThrow(
      '--per-minute must be a whole number from 1 to 100000, not 1.5.',
    );
    expect(() => readSaleOptions(['--idle-seconds', '10'])).toThrow(
      '--idle-seconds must be a whole number from 30 to 3600, not 10.',
    );
    expect(() => readSaleOptions(['--scripts', '100', '--sessions', '100000'])).toThrow('--scripts times --sessions');
    expect(() => readSaleOptions(['--crowd', '1'])).toThrow(/--crowd/);
  });
});

describe('figures of a sale', () => {
  it('tell an order that is kept from one that is not', () => {
    expect(correlationOf([1, 2, 3, 4])).toBeCloseTo(1);
    expect(correlationOf([4, 3, 2, 1])).toBeCloseTo(-1);
    expect(correlationOf([1, 1])).toBe(0);
    expect(correlationOf([])).toBe(0);
  });

  it('are spread as counted', () => {
    expect(spreadOf([])).toBeNull();
    expect(spreadOf(Array.from({ length: 100 }, (_, n) => 100 - n))).toEqual({
      median: 51,
      p90: 91,
      p99: 100,
      max: 100,
    });
  });
});

const byNumber = (one: number, other: number): number => one - other;
