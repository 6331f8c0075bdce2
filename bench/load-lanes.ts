import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What one connection does: begins at once, and says when it has done its part or can't go on. */
export type Lane = (socket: Socket, finish: () => void, fail: (error: Error) => void) => void;

/** Opens connections to that port of this machine and runs a lane on each; resolves with the seconds that they took. */
export async function runLanes(port: number, connections: number, lane: Lane): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const started = performance.now();
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          socket.once('error', reject);
          socket.once('close', () => reject(new Error('The server closed a connection.')));
          lane(socket, resolve, reject);
        }),
    ),
  );
  const seconds = (performance.now() - started) / 1_000;
  for (const socket of sockets) {
    socket.removeAllListeners('close');
    socket.destroy();
  }
  return seconds;
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}
