import { expect, it, onTestFinished, vi } from 'vitest';
import { nothingTyped, type TypedShow } from './forms/typed-show.ts';
import { HallStep } from './hall-step.ts';
import type { ShowOffice } from './show-office.ts';

const VENUE = { name: 'Hall', city: 'Porto', timezone: 'Europe/Lisbon' };

function openStep(office: object, first: Partial<TypedShow>) {
  let typed: TypedShow = { ...nothingTyped(), venue: VENUE, ...first };
  const step = new HallStep({
    office: office as ShowOffice,
    announcer: { say: () => {} } as never,
    context: () => ({ texts: {} }) as never,
    typed: () => typed,
    type: (change) => {
      typed = { ...typed, ...change };
    },
    redraw: () => {},
    onSignedOut: () => {},
  });
  onTestFinished(() => step.dispose());
  return step;
}

it('goes on with a file that is still being read as soon as that is read, once', async () => {
  const importPlan = vi.fn(async (_input: object) => ({ ok: true, value: { id: 'plan_1' } }));
  const step = openStep({ importPlan }, { planFrom: 'file' });
  const read = Promise.withResolvers<string>();
  void step.take({ name: 'hall.json', text: () => read.promise });
  const going = step.finish();
  expect(step).toMatchObject({ isReading: true, isWaiting: true });
  expect(await step.finish()).toBe(false);
  read.resolve('{ "name": "Hall" }');
  expect(await going).toBe(true);
  expect(importPlan).toHaveBeenCalledTimes(1);
  expect(importPlan.mock.calls[0]![0]).toMatchObject({ plan: { name: 'Hall' } });
  expect(step.sender.problems.size).toBe(0);
});

it('takes the file that was chosen last, whichever is read first', async () => {
  const step = openStep({}, { planFrom: 'file' });
  const slow = Promise.withResolvers<string>();
  const first = step.take({ name: 'first.json', text: () => slow.promise });
  await step.take({ name: 'second.json', text: async () => '{}' });
  slow.resolve('{}');
  await first;
  expect(step.file?.fileName).toBe('second.json');
});

it('fetches a chosen plan once more that did not come, and asks for one only where none is chosen', async () => {
  const plan = vi.fn(async () => null).mockRejectedValueOnce(new Error('away'));
  const step = openStep({ plan }, { planFrom: 'here', planId: 'plan_1' });
  await step.chooseQuietly('plan_1');
  expect(await step.finish()).toBe(false);
  expect(plan).toHaveBeenCalledTimes(2);
  expect([...step.sender.problems]).toEqual([['plan', { kind: 'planMissing' }]]);
});
