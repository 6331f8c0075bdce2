import { createSchema } from 'graphql-yoga';
import { expect, it } from 'vitest';
import { RawSocket } from '../../../test/kit/callers/raw-socket.ts';
import { startTestGraphqlServer } from '../../../test/kit/product/graphql-server.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { AnswerQueue } from './answer-queue.ts';

it('lets eight operations of a socket be answered at a time, the others in their order', async () => {
  const queue = new AnswerQueue();
  const begun: string[] = [];
  const ids = Array.from({ length: 12 }, (_, index) => `${index}`);
  const turns = ids.map((id) => queue.turn(id).then(() => begun.push(id)));
  await Promise.all(turns.slice(0, 8));
  expect(begun).toEqual(ids.slice(0, 8));
  queue.done('10');
  queue.done('3');
  await turns[8];
  queue.done('3');
  queue.done('0');
  await turns[9];
  expect(begun).toEqual(ids.slice(0, 10));
  for (const id of ids) queue.done(id);
  await Promise.all(turns);
  expect(queue.isEmpty).toBe(true);
});

it('makes a burst of queries on one socket wait for their turn, and holds up no other socket', async () => {
  const running: (() => void)[] = [];
  const begun = Promise.withResolvers<void>();
  const other = Promise.withResolvers<void>();
  const schema = createSchema<GraphqlContext>({
    typeDefs: 'type Query { slow(of: String): Int }',
    resolvers: {
      Query: {
        slow: (_root, { of }: { of: string }) =>
          new Promise<number>((resolve) => {
            running.push(() => resolve(1));
            if (running.length === 8) begun.resolve();
            if (of === 'other') other.resolve();
          }),
      },
    },
  });
  await using graphql = await startTestGraphqlServer({ schema });
  const [burst, another] = [await RawSocket.introduced(graphql.url), await RawSocket.introduced(graphql.url)];
  for (let id = 1; id <= 20; id += 1) burst.subscribe(`${id}`, '{ slow(of: "burst") }');
  await begun.promise;
  another.subscribe('1', '{ slow(of: "other") }');
  await other.promise;
  expect(running).toHaveLength(9);
  const answered = Array.from({ length: 20 }, (_, index) => burst.message('complete', `${index + 1}`));
  // Each that is answered lets another begin.
  for (let index = 0; index < 21; index += 1) {
    await expect.poll(() => running.length, { interval: 1 }).toBeGreaterThan(index);
    running[index]!();
  }
  await Promise.all([...answered, another.message('complete', '1')]);
  await burst.close();
  await another.close();
});
