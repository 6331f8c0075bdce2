import { expect, it } from 'vitest';
import { assertPublishing } from './publishing-probe.ts';

const relay = (failure: string | null, lag_ms: () => Promise<number>, isAnyActive = true) => ({
  failure: () => failure,
  lag_ms,
  isAnyActive: async () => isAnyActive,
});

it('passes while events are published, and for a moment longer', async () => {
  await assertPublishing(relay(null, async () => 0));
  await assertPublishing(relay(null, async () => 10_000));
});

it('says why the log took no events', async () => {
  const failing = relay('Not authorized to access topics', async () => 0);
  await expect(assertPublishing(failing)).rejects.toThrow('takes no events: Not authorized to access topics');
});

it('says for how long events have been waiting for another node', async () => {
  const behind = relay(null, async () => 12_345);
  await expect(assertPublishing(behind)).rejects.toThrow('events have been waiting for 12 s');
});

it('does not blame the log for events that no relay publishes', async () => {
  await assertPublishing(relay(null, async () => 12_345, false));
});

it('blames no outage of PostgreSQL on the log', async () => {
  await assertPublishing(relay(null, () => Promise.reject(new Error('connect ECONNREFUSED'))));
});
