/**
 * The references of the fan-out benchmarks, in a process of their own: sockets that get the same ready-made bytes, and
 * WebSockets that nobody says anything on. Told what to do by its parent: see fan-out.ts.
 */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { answerParent, memoryPerSocket, nowNs } from './reporting-process.ts';

const raw = new Set<Socket>();
const rawServer = createServer({ noDelay: true }, (socket) => {
  raw.add(socket);
  socket.on('error', () => undefined);
  socket.once('close', () => raw.delete(socket));
  // The clients' greeting is answered, so that they know that they are in.
  socket.once('data', () => socket.write('welcome'));
});
const httpServer = createHttpServer();
const webSockets = new WebSocketServer({ server: httpServer });
webSockets.on('connection', (socket) => socket.on('message', () => undefined));

for (const server of [rawServer, httpServer]) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}
const port = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

answerParent({
  ports: () => ({ raw: port(rawServer), webSocket: port(httpServer) }),
  memory: () => memoryPerSocket(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  write(text: string) {
    const bytes = Buffer.from(text, 'latin1');
    const cpu = process.cpuUsage();
    const began_ns = nowNs();
    for (const socket of raw) socket.write(bytes);
    return { began_ns, cpu };
  },
});
process.once('disconnect', () => process.exit());
process.send!('ready');
