import type { Benchmark, Prepared } from './benchmark.ts';
import { interleaved } from './benchmark.ts';
import { FanOutClients, FanOutNode, FanOutReference, oneSeat } from './fan-out.ts';

const AUDIENCES = [1_000, 5_000];
const SEATS = 1_000;
/** The text frame that a message begins with, when it is longer than 125 and shorter than 64 Ki bytes. */
const FRAME = '\x81\x7e';

export const benchmark: Benchmark = {
  id: 'P4',
  title:
    'One seat change to WebSocket subscribers with operation ids of their own, against the same bytes to as many sockets',
  needs: ['postgres'],
  async prepare(stand): Promise<Prepared> {
    const changes = stand.size(20, 3);
    const node = await FanOutNode.start(stand, SEATS);
    const reference = await FanOutReference.start(stand);
    const [subscribers, receivers] = [await FanOutClients.start(stand), await FanOutClients.start(stand)];
    const audiences = AUDIENCES.map((audience) => stand.size(audience, audience / 10));

    /** Messages per second: each change comes when the one before has come to everyone, into a quiet hall. */
    async function rate(audience: number, send: () => Promise<Float64Array>): Promise<number> {
      let spent_ms = 0;
      for (let sent = 0; sent < changes; sent += 1) spent_ms += Math.max(...(await send()));
      return (audience * changes) / (spent_ms / 1_000);
    }

    let bytes = '';
    async function ours(audience: number): Promise<number> {
      const group = `ours ${audience}`;
      await subscribers.open(group, audience, { port: node.ports.product, kind: 'graphql', operations: [node.watch] });
      const result = await rate(audience, async () => {
        const { text, work } = oneSeat(node);
        const { latencies_ms, sample } = await subscribers.timed(group, text, work, FRAME);
        bytes = sample!;
        return latencies_ms;
      });
      await subscribers.close(group);
      return result;
    }
    async function theirs(audience: number): Promise<number> {
      const group = `raw ${audience}`;
      await receivers.open(group, audience, { port: reference.ports.raw, kind: 'raw' });
      const result = await rate(audience, async () => {
        const { latencies_ms } = await receivers.timed(group, '"changes"', () => reference.write(bytes));
        return latencies_ms;
      });
      await receivers.close(group);
      return result;
    }

    // The bytes are a message of ours.
    await ours(10);
    const figures = Object.fromEntries(
      audiences.flatMap((audience) => [
        [`ours${audience}`, () => ours(audience)],
        [`raw${audience}`, () => theirs(audience)],
      ]),
    );
    return {
      measure: interleaved(figures),
      comparisons: audiences.map((audience) => ({
        name: `one change to ${audience} subscribers / ready-made bytes to as many sockets`,
        unit: 'messages/s',
        ours: `ours${audience}`,
        reference: `raw${audience}`,
        goal: { least: 0.9 },
      })),
    };
  },
};
