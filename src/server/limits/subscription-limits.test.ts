import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { callerKey, Execution, SubscriptionLimits, type SubscriptionRefusal } from './subscription-limits.ts';

const document = parse('subscription { news { text } }');

function setUp(settings = { maxPerSocket: 3, maxPerCaller: 5, maxOfNode: 7 }) {
  const refused: SubscriptionRefusal[] = [];
  return { refused, limits: new SubscriptionLimits({ settings, onRefused: (reason) => refused.push(reason) }) };
}

describe('an execution', () => {
  it('counts for more with many fields or a long document', () => {
    expect([1, 50, 51, 500].map((fields) => new Execution(document, fields).units)).toEqual([1, 1, 2, 10]);
    expect(new Execution(parse(`subscription { a } #${'x'.repeat(10_000)}`), 1).units).toBe(6);
  });
});

describe('the limits of subscriptions', () => {
  const light = () => new Execution(document, 1);

  it('count what is shared once', () => {
    const { limits } = setUp({ maxPerSocket: 1, maxPerCaller: 1, maxOfNode: 1 });
    const shared = light();
    const one = { caller: 'one', ofSocket: [] };
    const two = { caller: 'two', ofSocket: [] };
    for (const owner of [one, one, two, { ...two, ofSocket: [] }]) {
      expect(limits.admit(shared, owner)).toBeNull();
    }
    expect([limits.units, shared.followers]).toEqual([
      1,
      new Map([
        ['one', 2],
        ['two', 2],
      ]),
    ]);
  });

  it('refuse what is too much for a socket, a caller or the node, and take it again when others have ended', () => {
    const { limits, refused } = setUp();
    const running: [Execution, { caller: string; ofSocket: Execution[] }][] = [];
    const admit = (caller: string, ofSocket: Execution[]) => {
      const execution = light();
      const refusal = limits.admit(execution, { caller, ofSocket });
      if (!refusal) running.push([execution, { caller, ofSocket }]);
      return refusal?.extensions.code ?? null;
    };
    const sockets: Execution[][] = [[], [], [], []];
    const codes = [0, 0, 0, 0, 1, 1, 1].map((socket) => admit('one', sockets[socket]!));
    expect(codes).toEqual([null, null, null, 'TOO_MANY_SUBSCRIPTIONS', null, null, 'TOO_MANY_SUBSCRIPTIONS']);
    for (let n = 0; n < 3; n += 1) admit('two', sockets[2]!);
    expect(refused).toEqual(['socket', 'caller', 'node']);
    // One that is there already is taken by a full node, too.
    expect(limits.admit(running[0]![0], { caller: 'three', ofSocket: [] })).toBeNull();
    limits.release(running[0]![0], { caller: 'three', ofSocket: [] });
    for (const [execution, owner] of running.splice(0)) limits.release(execution, owner);
    expect([limits.units, sockets.flat()]).toEqual([0, []]);
    expect(admit('one', sockets[0]!)).toBeNull();
  });

  it('count one with a token for its person, and one without for its address', () => {
    expect(callerKey({ id: 'guest_1' }, '192.0.2.1')).toBe(callerKey({ id: 'guest_1' }, '192.0.2.2'));
    expect(callerKey(null, '192.0.2.1')).not.toBe(callerKey(null, '192.0.2.2'));
    expect(callerKey({ id: '192.0.2.1' }, '')).not.toBe(callerKey(null, '192.0.2.1'));
  });
});
