import { expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { banner } from './welcome.ts';

const url = 'http://localhost:4000';

it('shows the organiser token where there is one', () => {
  const text = banner({ url, organiserToken: 'abc.def.ghi', demoShowId: null, config: loadConfig({}) });
  expect(text).toContain('Organiser   http://localhost:4000/organise#token=abc.def.ghi');
  expect(text).toContain('Authorization: Bearer abc.def.ghi');
  expect(text).toContain('Docs        http://localhost:4000/docs ');
});

const servers = {
  DATABASE_URL: 'postgresql://db/seatwire',
  REDIS_URL: 'redis://cache',
  KAFKA_BROKERS: 'kafka:9092',
};

it('says of an api node that it needs a worker beside it', () => {
  const config = loadConfig({ ...servers, ROLE: 'api' });
  const text = banner({ url, organiserToken: null, demoShowId: null, config });
  expect(text).toContain('GraphiQL    http://localhost:4000/graphql');
  expect(text).toMatch(/Role {8}api: .*ROLE=worker/);
});

it('shows no pages of a worker, which serves none', () => {
  const config = loadConfig({ ...servers, ROLE: 'worker' });
  const text = banner({ url, organiserToken: null, demoShowId: null, config });
  expect(text).toContain('Readiness   http://localhost:4000/ready');
  expect(text).not.toMatch(/GraphiQL|Docs|Organiser|Seat map/);
});

it('says how to make one where there is none', () => {
  const config = loadConfig({ DATABASE_URL: 'postgresql://db/seatwire' });
  const text = banner({ url, organiserToken: null, demoShowId: null, config });
  expect(text).toContain('npm run token -- --role organiser');
  expect(text).not.toMatch(/token=|Bearer/);
});
