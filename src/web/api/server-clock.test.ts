import { describe, expect, it } from 'vitest';
import { ServerClock } from './server-clock.ts';

const SERVER = Date.parse('2026-11-22T12:00:00.000Z');

/** A device that is an hour ahead; answers take 100 ms. */
function device() {
  let elapsed = 0;
  const now = () => SERVER + 3_600_000 + elapsed;
  const clock = new ServerClock(now);
  return {
    clock,
    request(after_ms: number) {
      elapsed += after_ms;
      const sentAt = now();
      const written = new Date(SERVER + elapsed + 50);
      elapsed += 100;
      clock.observe(new Date(Math.floor(written.getTime() / 1000) * 1000).toUTCString(), sentAt);
      return clock.now() - (SERVER + elapsed);
    },
  };
}

describe('the server’s clock', () => {
  it('is right to the second after one answer, whatever the device’s clock says', () => {
    expect(Math.abs(device().request(0))).toBeLessThan(700);
  });

  it('is nearer after several', () => {
    const { request } = device();
    const errors = [0, 230, 230, 230, 230].map(request);
    expect(Math.abs(errors.at(-1)!)).toBeLessThan(250);
  });

  it('is the device’s own before, and follows a clock that was set', () => {
    let now = SERVER;
    const clock = new ServerClock(() => now);
    expect(clock.now()).toBe(SERVER);
    clock.observe(new Date(SERVER).toUTCString(), now);
    now += 7_200_000; // The device's clock was set; the server's time has not moved.
    clock.observe(new Date(SERVER + 1000).toUTCString(), now);
    expect(Math.abs(clock.now() - (SERVER + 1000))).toBeLessThan(1000);
    clock.observe(null, now);
    clock.observe('yesterday', now);
    expect(Math.abs(clock.now() - (SERVER + 1000))).toBeLessThan(1000);
  });
});
