import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { DEMO: 'false' } });
});
afterAll(() => app?.[Symbol.asyncDispose]());

// The audits are known without a server; they ask for its address when they run.
const audits = serverAudits({ url: () => `${app.url}/graphql` });

it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
  'passes the GraphQL over HTTP audit %s: %s',
  async (_id, _name, audit) => {
    const result = await audit.fn();
    expect('reason' in result ? { status: result.status, reason: result.reason } : { status: result.status }).toEqual({
      status: 'ok',
    });
  },
);
