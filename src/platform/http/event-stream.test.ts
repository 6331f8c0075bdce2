import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { EventStream } from './event-stream.ts';

it('leaves nothing behind on an answer each time that its peer has read on', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const stream = new EventStream(response, () => {});
  const before = response.listenerCount('close');
  for (let count = 0; count < 20; count += 1) {
    const drained = stream.drained();
    response.emit('drain');
    await drained;
  }
  expect([response.listenerCount('close'), response.listenerCount('drain')]).toEqual([before, 0]);
  const gone = stream.drained();
  request.on('error', () => undefined);
  request.destroy();
  await gone;
  expect(response.listenerCount('drain')).toBe(0);
  server.close();
});
