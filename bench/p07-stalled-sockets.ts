import type { Benchmark, Figures } from './benchmark.ts';
import { deltaTo, FanOutClients, FanOutNode, oneSeat } from './fan-out.ts';

const SUBSCRIBERS = 5_000;
const STALLED = SUBSCRIBERS / 100;
const SEATS = 5_000;
/** What the kernel takes in for a socket that does not read must be full before one stalls: changes of a whole hall do it. */
const FILLING_CHANGES = 50;
const SETTLING_CHANGES = 3;
/** A socket that is stalled holds Node's high-water mark and one message; a message of a whole hall is shared by all. */
const BOUND_BYTES = 256 * 1024;

export const benchmark: Benchmark = {
  id: 'P7',
  title: 'The other subscribers of a change while 1 % of 5,000 sockets stall, against none stalled',
  needs: ['postgres'],
  async prepare(stand) {
    const audience = stand.size(SUBSCRIBERS, SUBSCRIBERS / 10);
    const stalledCount = stand.size(STALLED, STALLED / 10);
    const changes = stand.size(20, 3);
    const node = await FanOutNode.start(stand, SEATS);
    const [readers, stalled] = [await FanOutClients.start(stand), await FanOutClients.start(stand)];
    const what = { port: node.ports.product, kind: 'graphql' as const };
    await readers.open('readers', audience - stalledCount, { ...what, operations: [node.watch] });

    /** The 99th percentile over all subscribers and changes, of the time from a change to its arrival. */
    async function p99_ms(): Promise<number> {
      const all: number[] = [];
      // What was before, such as the filling of sockets, is over after some of them.
      for (let settling = 0; settling < SETTLING_CHANGES; settling += 1) {
        const { text, work } = oneSeat(node);
        await readers.timed('readers', text, work);
      }
      for (let sent = 0; sent < changes; sent += 1) {
        const { text, work } = oneSeat(node);
        for (const latency of (await readers.timed('readers', text, work)).latencies_ms) all.push(latency);
      }
      all.sort((a, b) => a - b);
      return all[Math.floor((all.length - 1) * 0.99)]!;
    }

    /** Sockets that watch this show and another one, do not read any more, and are told of the other one until they are full. */
    async function stall(): Promise<() => Promise<Figures>> {
      const other = await node.openShow();
      const operation = { ...node.watch, variables: { showId: other } };
      await stalled.open('stalled', stalledCount, { ...what, operations: [node.watch, operation] });
      await stalled.open('witness', 1, { ...what, operations: [operation] });
      await stalled.stall('stalled');
      const seatIds = [...node.seatIds];
      for (let version = 1; version <= FILLING_CHANGES; version += 1) {
        await stalled.awaited('witness', deltaTo(version), () =>
          node.changeOf(other, version - 1, [{ seatIds, isLocked: version % 2 === 1 }]),
        );
      }
      return async () => {
        const gone = await stalled.gone('stalled');
        const full = await node.memory();
        await stalled.close('stalled');
        const without = await node.memory();
        await stalled.close('witness');
        return { gone, held: Math.max(full.heap_bytes - without.heap_bytes, 1) / stalledCount };
      };
    }

    return {
      // In turn from either end, as others do by `interleaved`.
      async measure(round): Promise<Figures> {
        const alone = round % 2 === 0 ? await p99_ms() : null;
        const end = await stall();
        const beside = await p99_ms();
        const figures = await end();
        return { alone: alone ?? (await p99_ms()), beside, bound: BOUND_BYTES, ...figures };
      },
      comparisons: [
        {
          name: `p99 of ${audience - stalledCount} subscribers, ${stalledCount} stalled / none stalled`,
          unit: 'ms',
          ours: 'beside',
          reference: 'alone',
          goal: { most: 1.05 },
        },
        {
          name: 'memory that goes with each stalled socket / 256 KiB',
          unit: 'B',
          ours: 'held',
          reference: 'bound',
          goal: { most: 0.05 },
        },
      ],
      remarks: [{ figure: 'gone', name: 'stalled sockets that were closed for it meanwhile', unit: 'sockets' }],
    };
  },
};
