import { expect, it } from 'vitest';
import type { BoxOffice } from '../api/box-office.ts';
import type { OpenedAllotment, Outcome } from '../api/box-office-types.ts';
import { EnteredCode } from './entered-code.ts';

const PART = { name: 'Sponsors', seatIds: ['A-1'], areas: [{ areaId: 'pit', available: 4 }] };
const refused = (reason: string): Outcome<OpenedAllotment> => {
  const words = { __typename: 'CodeNotApplicableError', code: 'CODE_NOT_APPLICABLE', message: '' };
  return { ok: false, refusal: { ...words, reason: reason as 'NOT_VALID' } };
};

/** Null: there is no answer. */
function open(...answers: (Outcome<OpenedAllotment> | null)[]) {
  const asked: string[] = [];
  const boxOffice = {
    async openAllotment({ code }: { code: string }) {
      asked.push(code);
      const answer = answers.shift();
      if (!answer) throw new Error('no answer');
      return answer;
    },
  } as unknown as BoxOffice;
  let told = 0;
  const entered = new EnteredCode({ showId: 'show_1', boxOffice, onOpened: () => (told += 1) });
  const state = () => [entered.code, entered.opens('A-1'), entered.placesOf('pit'), told];
  return { entered, asked, state };
}

it('knows what a code opens, and is told once it is other seats and places', () => {
  const { entered, state } = open();
  expect(state()).toEqual([null, false, 0, 0]);
  entered.take('SPONSOR', PART);
  expect(state()).toEqual(['SPONSOR', true, 4, 1]);
  expect([entered.opens('A-2'), entered.placesOf('back')]).toEqual([false, 0]);
  entered.forget();
  expect(state()).toEqual([null, false, 0, 2]);
});

it('looks again what the code opens, keeps it without an answer, and closes it where it is no longer valid', async () => {
  const fewer: Outcome<OpenedAllotment> = { ok: true, value: { ...PART, areas: [] } };
  const { entered, asked, state } = open(fewer, null, refused('NOT_VALID'));
  await entered.refresh();
  entered.take('SPONSOR', PART);
  await entered.refresh();
  await entered.refresh();
  expect(state()).toEqual(['SPONSOR', true, 0, 2]);
  await entered.refresh();
  expect([state(), asked.length]).toEqual([[null, false, 0, 3], 3]);
});

it('is opened again after a reload, or where a hold has it', async () => {
  const { entered, asked, state } = open({ ok: true, value: PART }, refused('OPENS_NOTHING'));
  await entered.restore('SPONSOR');
  expect(state()).toEqual(['SPONSOR', true, 4, 1]);
  await entered.restore('HALF');
  expect([state(), asked]).toEqual([
    ['HALF', false, 0, 2],
    ['SPONSOR', 'HALF'],
  ]);
});
