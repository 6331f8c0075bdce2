import { describe, expect, it, vi } from 'vitest';
import { RedisUnavailableError } from '../../src/platform/redis/connection.ts';
import { connectRedis } from '../kit/servers/redis-harness.ts';
import { describeWithRedis } from '../kit/servers/servers.ts';
import { startRedis } from '../services/redis.ts';

/** A second for the command itself, and some for a busy machine; without a limit of its own it would wait for ever. */
const FAILS_WITHIN_MS = 5_000;
/** Less than the second that a command waits for. */
const AT_ONCE_MS = 900;
const BACK_WITHIN_MS = 30_000;

describeWithRedis('the connection to Redis', () => {
  /** A server of the test's own, so that it may be stopped. */
  async function open() {
    let server = await startRedis();
    const port = Number(new URL(server.url).port);
    const redis = connectRedis([server.url]);
    return {
      redis,
      get pid() {
        return server.pid;
      },
      async kill() {
        await server.kill();
        await server.stop();
      },
      async restart() {
        server = await startRedis({ port });
      },
      async [Symbol.asyncDispose]() {
        await redis.close();
        await server.stop();
      },
    };
  }

  /** How long it took to reject with RedisUnavailableError. */
  async function refusalTime(command: Promise<unknown>): Promise<number> {
    const before = performance.now();
    await expect(command).rejects.toBeInstanceOf(RedisUnavailableError);
    return performance.now() - before;
  }

  it('waits for the connection to be there', async () => {
    await using server = await open();
    expect(await server.redis.run((client) => client.set('key', 'value'))).toBe('OK');
    await server.redis.ping();
  });

  describe('when the server is gone', () => {
    it('fails within a second, then at once, and is back when the server is', async () => {
      await using server = await open();
      await server.redis.ping();
      await server.kill();
      expect(await refusalTime(server.redis.run((client) => client.set('late', '1')))).toBeLessThan(FAILS_WITHIN_MS);
      expect(await refusalTime(server.redis.ping())).toBeLessThan(AT_ONCE_MS);
      await server.restart();
      await vi.waitFor(() => server.redis.ping(), { timeout: BACK_WITHIN_MS, interval: 20 });
      // What was refused is not done later.
      expect(await server.redis.run((client) => client.get('late'))).toBeNull();
    });

    it('fails the commands under way', async () => {
      await using server = await open();
      await server.redis.ping();
      const waiting = server.redis.run((client) => client.brpop('empty', 0));
      const refusal = refusalTime(waiting);
      await server.kill();
      expect(await refusal).toBeLessThan(FAILS_WITHIN_MS);
    });

    it('does not wait for a server that was never there', async () => {
      const redis = connectRedis(['redis://127.0.0.1:1']);
      expect(await refusalTime(redis.ping())).toBeLessThan(FAILS_WITHIN_MS);
      await expect(redis.ping()).rejects.toThrow(/^Redis is unavailable: .*ECONNREFUSED/);
      await redis.close();
    });
  });

  it('does not wait for a server that answers nothing, and works on when it does again', async () => {
    await using server = await open();
    await server.redis.ping();
    process.kill(server.pid, 'SIGSTOP');
    try {
      expect(await refusalTime(server.redis.ping())).toBeLessThan(FAILS_WITHIN_MS);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await vi.waitFor(() => server.redis.ping(), { timeout: BACK_WITHIN_MS, interval: 20 });
  });

  it('takes a refusal for want of memory as an outage, and a wrong command as a bug', async () => {
    await using server = await open();
    await server.redis.run((client) => client.config('SET', 'maxmemory', '1'));
    await refusalTime(server.redis.run((client) => client.set('key', 'value')));
    await expect(server.redis.run((client) => client.call('NO-SUCH-COMMAND'))).rejects.toThrow(/^ERR unknown command/);
  });

  it('finishes what was sent before it closes, and refuses what comes after', async () => {
    await using server = await open();
    await server.redis.ping();
    const sent = server.redis.run((client) => client.set('key', 'value'));
    const closed = server.redis.close();
    expect(await sent).toBe('OK');
    await closed;
    await server.redis.close();
    expect(await refusalTime(server.redis.ping())).toBeLessThan(AT_ONCE_MS);
  });
});
