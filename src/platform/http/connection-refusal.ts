import type { Socket } from 'node:net';

/** Why a request was refused or a connection cut off, as it is counted. */
export type HttpRefusal = 'node_full' | 'address' | 'pipelined' | 'bodies' | 'pieces' | 'slow' | 'unread';

export const STATUS_OF_REFUSAL: Record<HttpRefusal, number> = {
  node_full: 503,
  address: 429,
  pipelined: 429,
  bodies: 503,
  pieces: 413,
  slow: 408,
  unread: 408,
};
const REASONS: Record<number, string> = {
  408: 'Request Timeout',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
};
export const RETRY_AFTER_S = 10;

/** Says why, and closes, below Node's HTTP. */
export function closeWith(socket: Socket, status: number): void {
  const reason = REASONS[status] ?? 'Bad Request';
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nRetry-After: ${RETRY_AFTER_S}\r\nContent-Length: 0\r\n\r\n`,
    );
  }
  socket.destroySoon();
}
