import { ApiError, type OpenAllotmentRefusal, type OpenedAllotment } from '@seatwire/client/box-office';
import { expect, it } from 'vitest';
import { type CodeOutcome, MapCode } from './map-code.ts';

const PART: OpenedAllotment = {
  name: 'Sponsors',
  color: '#b5179e',
  seatIds: ['A-1'],
  areas: [{ areaId: 'pit', available: 4 }],
};
const refused = (reason: string) => {
  const refusal = { __typename: 'CodeNotApplicableError', code: 'CODE_NOT_APPLICABLE', message: '', reason };
  return { ok: false, refusal: refusal as OpenAllotmentRefusal, error: null } as const;
};
const opened = { ok: true, value: PART } as const;
const silent = {
  ok: false,
  refusal: null,
  error: new ApiError({ code: 'UNREACHABLE', message: '', isFinal: false }),
} as const;

type Answer = Exclude<CodeOutcome, { ok: true }> | typeof opened;

/** A box office that answers in turn; `told` counts how often other seats were open. */
function open(...answers: (Answer | Promise<Answer>)[]) {
  const told = { opened: 0 };
  const code = new MapCode({
    boxOffice: { openAllotment: async () => await answers.shift()! },
    showId: 'show_1',
    onChange: () => {},
    onOpened: () => {
      told.opened += 1;
    },
  });
  const state = () => [code.code, code.opens('A-1'), code.placesOf('pit')];
  return { code, told, state };
}

it('opens what the code opens, until it is taken off', async () => {
  const { code, told, state } = open(opened);
  code.type(' sponsor ');
  expect(await code.enter(code.draft)).toEqual(opened);
  expect([state(), code.draft, code.placesOf('back'), told.opened]).toEqual([['sponsor', true, 4], '', 0, 1]);
  expect(await code.enter('  ')).toEqual({ ok: true, value: null });
  expect([state(), told.opened]).toEqual([[null, false, 0], 2]);
});

it('keeps a right code that opens nothing, and no wrong one', async () => {
  const { code, state } = open(refused('OPENS_NOTHING'), refused('NOT_VALID'), opened, silent);
  expect(await code.enter('half')).toEqual({ ok: true, value: null });
  expect(state()).toEqual(['half', false, 0]);
  await code.enter('wrong');
  expect([state(), code.refusal]).toMatchObject([['half', false, 0], { reason: 'NOT_VALID' }]);
  code.type('s');
  expect(code.refusal).toBeNull();
  await code.enter('sponsor');
  await code.enter('other');
  expect([state(), code.error]).toMatchObject([['sponsor', true, 4], { code: 'UNREACHABLE' }]);
});

it('is looked at again, and closed where it is no longer valid', async () => {
  const fewer = { ok: true, value: { ...PART, areas: [] } } as const;
  const { code, state } = open(opened, fewer as unknown as Answer, silent, refused('NOT_VALID'));
  await code.enter('sponsor');
  await code.refresh();
  expect(state()).toEqual(['sponsor', true, 0]);
  await code.refresh();
  expect(state()).toEqual(['sponsor', true, 0]);
  await code.refresh();
  expect(state()).toEqual([null, false, 0]);
  // Without a code nothing is asked.
  await code.refresh();
});

it('goes by the code that was entered last', async () => {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const { code, state } = open(promise, refused('OPENS_NOTHING'));
  const first = code.enter('sponsor');
  await code.enter('half');
  resolve(opened);
  await first;
  expect([state(), code.isBusy]).toEqual([['half', false, 0], false]);
});

it('says that nothing was typed, until something is', async () => {
  const { code, told } = open();
  code.miss();
  expect(code.isMissing).toBe(true);
  code.type('S');
  expect(code.isMissing).toBe(false);
  code.miss();
  await code.enter('');
  expect([code.isMissing, told.opened]).toEqual([false, 1]);
});
