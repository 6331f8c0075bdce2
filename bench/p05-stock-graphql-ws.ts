import { type Benchmark, type Figures, interleaved } from './benchmark.ts';
import { FanOutClients, FanOutNode, oneSeat } from './fan-out.ts';

const SUBSCRIBERS = 1_000;
const SEATS = 1_000;

export const benchmark: Benchmark = {
  id: 'P5',
  title: 'One seat change to 1,000 WebSocket subscribers, against graphql-ws as it comes: one execution per subscriber',
  needs: ['postgres'],
  async prepare(stand) {
    const audience = stand.size(SUBSCRIBERS, SUBSCRIBERS / 10);
    const changes = stand.size(20, 3);
    const node = await FanOutNode.start(stand, SEATS);
    const clients = await FanOutClients.start(stand);

    const perProcessorSecond: Record<string, number> = {};

    /** Messages per second: each change comes when the one before has come to everyone, into a quiet hall. */
    async function rate(group: string, port: number): Promise<number> {
      await clients.open(group, audience, { port, kind: 'graphql', operations: [node.watch] });
      let spent_ms = 0;
      const before_us = await node.cpu_us();
      for (let sent = 0; sent < changes; sent += 1) {
        const { text, work } = oneSeat(node);
        spent_ms += Math.max(...(await clients.timed(group, text, work)).latencies_ms);
      }
      perProcessorSecond[`${group}Processor`] = (audience * changes) / (((await node.cpu_us()) - before_us) / 1e6);
      await clients.close(group);
      return (audience * changes) / (spent_ms / 1_000);
    }

    const rates = interleaved({
      ours: () => rate('ours', node.ports.product),
      stock: () => rate('stock', node.ports.stock),
    });

    return {
      measure: async (round): Promise<Figures> => ({ ...(await rates(round)), ...perProcessorSecond }),
      comparisons: [
        {
          name: `one change to ${audience} subscribers / the same by stock graphql-ws`,
          unit: 'messages/s',
          ours: 'ours',
          reference: 'stock',
          goal: { least: 3.2 },
        },
        {
          name: 'the same, by a second of the sender’s processor time',
          unit: 'messages/s',
          ours: 'oursProcessor',
          reference: 'stockProcessor',
          goal: { least: 5.5 },
        },
      ],
    };
  },
};
