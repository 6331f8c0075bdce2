import { expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { banner } from './welcome.ts';

const url = 'http://localhost:4000';

it('shows the organiser token where there is one', () => {
  const text = banner({ url, organiserToken: 'abc.def.ghi', demoShowId: null, config: loadConfig({}) });
  expect(text).toContain('Organiser   http://localhost:4000/organise#token=abc.def.ghi');
  expect(text).toContain('Authorization: Bearer abc.def.ghi');
});

it('says how to make one where there is none', () => {
  const config = loadConfig({ DATABASE_URL: 'postgresql://db/seatwire' });
  const text = banner({ url, organiserToken: null, demoShowId: null, config });
  expect(text).toContain('npm run token -- --role organiser');
  expect(text).not.toMatch(/token=|Bearer/);
});
