import { randomBytes } from 'node:crypto';

/** A prefix for Redis keys, topics and consumer groups that no other test has. Valid in all of them: `t3f9a0c12_`. */
export function uniquePrefix(): string {
  return `t${randomBytes(4).toString('hex')}_`;
}
