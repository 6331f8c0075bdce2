import { expect, it } from 'vitest';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import { byPresentShow, StaleShowError } from './stale-show.ts';

it('what was worked out by a show that has changed is worked out again, a few times', async () => {
  let tries = 0;
  const failing = (times: number, error: Error) => async () => {
    tries += 1;
    if (tries <= times) throw error;
    return 'done';
  };
  expect(await byPresentShow(failing(2, new StaleShowError()))).toBe('done');
  expect(tries).toBe(3);
  tries = 0;
  await expect(byPresentShow(failing(9, new StaleShowError()))).rejects.toThrow(ServiceUnavailableError);
  expect(tries).toBe(3);
  tries = 0;
  await expect(byPresentShow(failing(9, new Error('broken')))).rejects.toThrow('broken');
  expect(tries).toBe(1);
});
