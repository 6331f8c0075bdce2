import { type Benchmark, interleaved } from './benchmark.ts';
import { deltaTo, FanOutClients, FanOutNode, oneSeat } from './fan-out.ts';

const SUBSCRIBERS = 1_000;
const BURST = 1_000;

export const benchmark: Benchmark = {
  id: 'P6',
  title: '1,000 seat changes at once to 1,000 WebSocket subscribers, against one at a time',
  needs: ['postgres'],
  async prepare(stand) {
    const audience = stand.size(SUBSCRIBERS, SUBSCRIBERS / 10);
    const burst = stand.size(BURST, BURST / 10);
    const node = await FanOutNode.start(stand, BURST);
    const clients = await FanOutClients.start(stand);
    await clients.open('all', audience, { port: node.ports.product, kind: 'graphql', operations: [node.watch] });
    const changes = stand.size(20, 3);

    /** Seat changes that have come to subscribers, per second. */
    async function burstRate(): Promise<number> {
      const isLocked = node.version % 2 === 0;
      const seats = node.seatIds.slice(0, burst).map((seatId) => ({ seatIds: [seatId], isLocked }));
      // Known by the version alone: one message may hold the end of the burst, or all of it.
      const { latencies_ms } = await clients.timed('all', deltaTo(node.version + burst), () => node.change(seats));
      return (burst * audience) / (Math.max(...latencies_ms) / 1_000);
    }
    async function singleRate(): Promise<number> {
      let spent_ms = 0;
      for (let sent = 0; sent < changes; sent += 1) {
        const { text, work } = oneSeat(node);
        spent_ms += Math.max(...(await clients.timed('all', text, work)).latencies_ms);
      }
      return (audience * changes) / (spent_ms / 1_000);
    }

    return {
      measure: interleaved({ burst: burstRate, single: singleRate }),
      comparisons: [
        {
          name: `${burst} changes at once to ${audience} subscribers / one at a time`,
          unit: 'seat changes/s',
          ours: 'burst',
          reference: 'single',
          goal: { least: 300 },
        },
      ],
    };
  },
};
