import { request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The longest time for which the event loop, which is the app's as well, was held up while that ran. */
export async function longestDelay_ms(run: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  try {
    await run();
  } finally {
    delays.disable();
  }
  return delays.max / 1e6;
}

export interface RawAnswer {
  status: number;
  bytes: number;
  /** The first and the last of it: reading all of a long one would hold up the loop that is measured. */
  start: string;
  end: string;
}

/** Asks over HTTP, and reads past what is answered. */
export function askRaw(url: string, body: object): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const asked = request(new URL('/graphql', url), { method: 'POST', headers }, (response) => {
    const answer: RawAnswer = { status: response.statusCode!, bytes: 0, start: '', end: '' };
    response.on('data', (chunk: Buffer) => {
      answer.start ||= chunk.subarray(0, 500).toString();
      answer.end = (answer.end + chunk.subarray(-500).toString()).slice(-500);
      answer.bytes += chunk.length;
    });
    response.on('end', () => resolve(answer));
    response.on('error', reject);
  });
  asked.on('error', reject);
  asked.end(JSON.stringify(body));
  return promise;
}
