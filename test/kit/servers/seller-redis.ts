import { Redis } from 'ioredis';
import { type RedisOptions, type RedisServer, startRedis } from '../../services/redis.ts';

/** A Redis that a test may set to refuse what it is asked. */
export interface SellerRedis extends AsyncDisposable {
  server: RedisServer;
  admin: Redis;
  /** For the product, which is the user `seller` there. */
  url: string;
}

/** Starts a Redis with a user of the product's own: an administrator's rights can't be taken. */
export async function startSellerRedis(options?: RedisOptions): Promise<SellerRedis> {
  const server = await startRedis(options);
  const admin = new Redis(server.url);
  await admin.acl('SETUSER', 'seller', 'on', '>secret', '~*', '&*', '+@all');
  const { href: url } = Object.assign(new URL(server.url), { username: 'seller', password: 'secret' });
  return {
    server,
    admin,
    url,
    async [Symbol.asyncDispose]() {
      admin.disconnect();
      await server.stop();
    },
  };
}
