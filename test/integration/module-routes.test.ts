import { expect, it } from 'vitest';
import { MODULES } from '../../src/app/modules.ts';
import { startTestApp } from '../kit/product/app.ts';

const ROUTES = MODULES.flatMap(({ routes = [] }) => routes);
/** What stands in a path's places, where not anything does. */
const SAMPLES: Record<string, string> = { file: 'x.png', provider: 'sandbox' };

it('serves each path that a module declares, by the method that it declares and no other', async () => {
  await using app = await startTestApp();
  expect(ROUTES.length).toBeGreaterThan(3);
  for (const { method, path } of ROUTES) {
    const url = app.url + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? 'x');
    const declared = await fetch(url, { method });
    expect.soft([path, declared.status]).not.toEqual([path, 405]);
    const other = await fetch(url, { method: 'DELETE' });
    expect.soft([path, other.status]).toEqual([path, 405]);
    expect.soft(other.headers.get('allow')?.split(', ')).toContain(method);
  }
});
