import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import { SeatsChangedError } from '../inventory/seen-seats.ts';
import { type ChoiceTurn, ChoiceTurns, type Taking } from './choice-turns.ts';

describe('choices of seats', () => {
  let turns: ChoiceTurns;
  let log: string[];
  let ends: Map<string, (error?: Error) => void>;
  beforeEach(() => {
    turns = new ChoiceTurns();
    log = [];
    ends = new Map();
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  const until = (name: string) =>
    new Promise<void>((resolve, reject) => ends.set(name, (error) => (error ? reject(error) : resolve())));
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const end = async (name: string, error?: Error) => {
    ends.get(name)!(error);
    await settle();
  };
  interface Coming {
    beside?: string[];
    /** Not a new lock. */
    isChange?: boolean;
    look?: () => Promise<void>;
    isRefused?: (counted: string[]) => boolean;
  }
  /** Chooses a seat, looks at those beside it, and writes that down, which ends when it is told to. */
  const come = async (name: string, seat: string, { beside = [], isChange, look, isRefused }: Coming = {}) => {
    const taking = isChange ? null : { buyerId: name, seatIds: [seat] };
    const choice = turns.take({ seats: [seat], taking }, async (turn: ChoiceTurn) => {
      const seen = await turn.look({
        async see(takingsAt) {
          log.push(`${name} looks`);
          await look?.();
          const counted = takingsAt(beside).map(({ buyerId }) => buyerId);
          if (counted.length > 0) log.push(`${name} counts ${counted}`);
          return counted;
        },
        dependsOn: () => beside,
        isRefusal: (counted) => isRefused?.(counted) ?? false,
      });
      if (isRefused?.(seen)) throw new Error('refused');
      await turn.write(async () => {
        log.push(`${name} writes`);
        await until(name);
      });
      return name;
    });
    choice.catch(() => undefined);
    await settle();
    return () => choice;
  };
  const news = () => log.splice(0);

  it('are written at once where nobody chooses seats that they depend on', async () => {
    const a = await come('a', '1', { beside: ['1', '2'] });
    const b = await come('b', '4', { beside: ['3', '4'] });
    expect(news()).toEqual(['a looks', 'a writes', 'b looks', 'b writes']);
    await end('b');
    await end('a');
    expect([await a(), await b()]).toEqual(['a', 'b']);
    expect(turns.size).toBe(0);
  });

  it('count what those that began before them take as taken, and are written after them', async () => {
    const slow = Promise.withResolvers<void>();
    const beside = ['1', '2', '3'];
    const a = await come('a', '1', { beside, look: () => slow.promise });
    const b = await come('b', '2', { beside });
    const c = await come('c', '3', { beside });
    expect(news()).toEqual(['a looks', 'b looks', 'b counts a', 'c looks', 'c counts a,b']);
    slow.resolve();
    await settle();
    expect(news()).toEqual(['a writes', 'b writes', 'c writes']);
    for (const name of ['c', 'a', 'b']) await end(name);
    await Promise.all([a(), b(), c()]);
    expect(turns.size).toBe(0);
  });

  it('are to be judged again where one whose seats they have counted has not got them, and wait for the others then', async () => {
    const slow = Promise.withResolvers<void>();
    const a = await come('a', '1', { beside: ['1', '2'], look: () => slow.promise });
    const b = await come('b', '2', { beside: ['1', '2'] });
    const other = await come('other', '1');
    slow.reject(new Error('no'));
    await settle();
    await expect(a()).rejects.toThrow('no');
    await expect(b()).rejects.toThrow(SeatsChangedError);
    await end('other');
    await other();
    news();
    const first = await come('first', '1', { beside: ['1', '2'] });
    const twice = turns.take({ seats: ['2'], taking: { buyerId: 'twice', seatIds: ['2'] } }, async (turn) => {
      const see = async (takingsAt: (seats: string[]) => Taking[]) =>
        void log.push(`counts ${takingsAt(['1']).length}`);
      const look = () => turn.look({ see, dependsOn: () => ['1'], isRefusal: () => false });
      await look();
      await look();
    });
    await settle();
    expect(news()).toEqual(['first looks', 'first writes', 'counts 1', 'counts 0']);
    await end('first');
    await Promise.all([first(), twice]);
    expect(news()).toEqual(['counts 0']);
  });

  it('wait for changes of locks that began before them, which wait for everybody before them', async () => {
    const beside = ['1', '2', '3'];
    const a = await come('a', '1', { beside });
    const change = await come('change', '2', { beside, isChange: true });
    const b = await come('b', '3', { beside });
    expect(news()).toEqual(['a looks', 'a writes', 'change looks', 'b looks', 'b counts a']);
    await end('a');
    expect(news()).toEqual(['change looks', 'change writes']);
    await end('change');
    expect(news()).toEqual(['b looks', 'b writes']);
    await end('b');
    await Promise.all([a(), change(), b()]);
  });

  it('are not refused for seats that others may not get in the end', async () => {
    const beside = ['1', '2'];
    const a = await come('a', '1', { beside });
    const b = await come('b', '2', { beside, isRefused: (counted) => counted.length > 0 });
    const c = await come('c', '2', { beside, isRefused: () => true });
    expect(news()).toEqual(['a looks', 'a writes', 'b looks', 'b counts a', 'c looks', 'c counts a,b']);
    await end('a', new Error('no'));
    await expect(a()).rejects.toThrow('no');
    expect(news()).toEqual(['b looks', 'b writes']);
    await end('b');
    expect(await b()).toBe('b');
    await expect(c()).rejects.toThrow('refused');
  });

  it('do not wait for those that came later', async () => {
    const slow = Promise.withResolvers<void>();
    const first = await come('first', '1', { beside: ['1', '2'], look: () => slow.promise });
    const second = await come('second', '2', { beside: ['1', '2'], isChange: true });
    expect(news()).toEqual(['first looks', 'second looks']);
    slow.resolve();
    await settle();
    expect(news()).toEqual(['first writes']);
    await end('first');
    await end('second');
    await Promise.all([first(), second()]);
  });

  it('look again where seats were changed while they looked, and not where nothing came of it', async () => {
    const looks = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const beside = ['1', '2', '3'];
    const [a, b] = [await come('a', '1'), await come('b', '2')];
    let looked = 0;
    const last = await come('last', '3', { beside, look: () => looks[looked++]!.promise });
    await end('a');
    looks[0]!.resolve();
    await settle();
    await end('b', new Error('no'));
    looks[1]!.resolve();
    await settle();
    await end('last');
    expect(await last()).toBe('last');
    await a();
    await expect(b()).rejects.toThrow('no');
    expect(news()).toEqual([
      'a looks',
      'a writes',
      'b looks',
      'b writes',
      'last looks',
      'last counts b',
      'last looks',
      'last writes',
    ]);
  });

  it('are not passed again and again by later ones that change what matters to them', async () => {
    const looks = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let looked = 0;
    const first = await come('first', '2', { beside: ['1', '2'], look: () => looks[looked++]!.promise });
    // It does not depend on what the first one chooses.
    const passing = await come('passing', '1', { beside: ['1'] });
    await end('passing');
    await passing();
    looks[0]!.resolve();
    await settle();
    const next = await come('next', '1', { beside: ['1'] });
    expect(news()).toEqual([
      'first looks',
      'passing looks',
      'passing writes',
      'first looks',
      'next looks',
      'next counts first',
    ]);
    looks[1]!.resolve();
    await settle();
    expect(news()).toEqual(['first writes', 'next writes']);
    await end('first');
    await end('next');
    await Promise.all([first(), next()]);
    expect(turns.size).toBe(0);
  });

  it('give up after five seconds of looking again and again, too', async () => {
    let looks = 0;
    const restless = await come('restless', '2', {
      beside: ['1', '2'],
      async look() {
        looks += 1;
        // Of a change, which counts for nobody's taking.
        const change = turns.take({ seats: ['1'] }, () => new Promise<void>((resolve) => setTimeout(resolve, 900)));
        await change;
      },
    });
    const refused = expect(restless()).rejects.toThrow(ServiceUnavailableError);
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
    expect(looks).toBe(6);
    expect(turns.size).toBe(0);
  });

  it('give up after five seconds', async () => {
    const first = await come('a', '1', { beside: ['1', '2'] });
    const second = await come('b', '2', { beside: ['1', '2'], isChange: true });
    const refused = expect(second()).rejects.toThrow(ServiceUnavailableError);
    await vi.advanceTimersByTimeAsync(5_000);
    await refused;
    await end('a');
    expect(await first()).toBe('a');
    expect(turns.size).toBe(0);
  });
});
