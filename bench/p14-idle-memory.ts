import { type Benchmark, interleaved } from './benchmark.ts';
import { FanOutClients, FanOutNode, FanOutReference, type Open } from './fan-out.ts';
import type { Memory } from './reporting-process.ts';

const SOCKETS = 2_000;
const SEATS = 100;

export const benchmark: Benchmark = {
  id: 'P14',
  title: 'Memory per idle subscriber of a seat map, against a bare ws connection',
  needs: ['postgres'],
  async prepare(stand) {
    const sockets = stand.size(SOCKETS, SOCKETS / 10);
    const clients = await FanOutClients.start(stand);
    const figures: Record<string, number> = {};

    /** What each of so many more sockets costs, in a process that has had as many before. */
    async function perSocket(
      name: string,
      memory: () => Promise<Memory>,
      open: (group: string) => Promise<void>,
    ): Promise<number> {
      await open('first');
      const before = await memory();
      await open('more');
      const after = await memory();
      await clients.close('first');
      await clients.close('more');
      figures[`${name}Heap`] = (after.heap_bytes - before.heap_bytes) / sockets;
      return (after.resident_bytes - before.resident_bytes) / sockets;
    }

    /** In a new process each time: one that has let sockets go would give their memory to the next. */
    const ours = async (): Promise<number> => {
      await using node = await FanOutNode.start(stand, SEATS);
      const what: Open = { port: node.ports.product, kind: 'graphql', operations: [node.watch] };
      return await perSocket(
        'ours',
        () => node.memory(),
        (group) => clients.open(group, sockets, what),
      );
    };
    const bare = async (): Promise<number> => {
      await using reference = await FanOutReference.start(stand);
      const what: Open = { port: reference.ports.webSocket, kind: 'websocket' };
      return await perSocket(
        'bare',
        () => reference.memory(),
        (group) => clients.open(group, sockets, what),
      );
    };
    const resident = interleaved({ ours, bare });

    return {
      measure: async (round) => ({ ...(await resident(round)), ...figures }),
      comparisons: [
        {
          name: 'resident memory of an idle subscriber / of a bare ws connection',
          unit: 'B',
          ours: 'ours',
          reference: 'bare',
          goal: { most: 1.4 },
        },
      ],
      remarks: [
        { figure: 'oursHeap', name: 'of it on the heap, per subscriber', unit: 'B' },
        { figure: 'bareHeap', name: 'of it on the heap, per bare connection', unit: 'B' },
      ],
    };
  },
};
