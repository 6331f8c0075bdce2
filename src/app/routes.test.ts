import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { atPath } from './routes.ts';

describe('a route at a path', () => {
  it.each([
    ['/plans/{planId}.json', '/plans/plan_1.json', true],
    ['/plans/{planId}.json', '/plans/plan_1.json?v=2', true],
    ['/plans/{planId}.json', '/plans/a/b.json', false],
    ['/plans/{planId}.json', '/plans/plan_1xjson', false],
    ['/plans/{planId}.json', '/other/plans/plan_1.json', false],
    ['/tickets/{file}', '/tickets/abc.png', true],
    ['/webhooks/payments/sandbox', '/webhooks/payments/sandbox', true],
    ['/webhooks/payments/sandbox', '/webhooks/payments/sandbox/more', false],
  ])('%s is asked for %s: %s', async (path, url, isAsked) => {
    const asked: (string | undefined)[] = [];
    const route = atPath(path, (request) => {
      asked.push(request.url);
      return true;
    });
    expect(await route({ url } as IncomingMessage, {} as ServerResponse)).toBe(isAsked);
    expect(asked).toEqual(isAsked ? [url] : []);
  });

  it('has one place in a segment at most, since two would be matched in quadratic time', () => {
    expect(() => atPath('/tickets/{code}.{format}', () => true)).toThrow('/tickets/{code}.{format}');
    expect(() => atPath('/plans/{planId}/seats/{seatId}.json', () => true)).not.toThrow();
  });
});
