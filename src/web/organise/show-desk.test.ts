import { describe, expect, it } from 'vitest';
import type { Outcome } from '../api/box-office-types.ts';
import type { OrganisedShow, OrganiserOffice } from './organiser-office.ts';
import { type ChangedRules, ShowDesk } from './show-desk.ts';

const REFUSED: Outcome<null> = {
  ok: false,
  refusal: { __typename: 'InvalidInput', code: 'INVALID_INPUT', message: 'No.' },
};

describe('the rule against single seats', () => {
  function openRules(answer: Outcome<null>, endsAt: string | null = null) {
    const changed: ChangedRules[] = [];
    const sent: unknown[] = [];
    const desk = new ShowDesk({
      showId: 'show',
      requests: {
        request: async () => {
          throw new Error('nothing is asked');
        },
      },
      office: {
        async changeSeatRules(_showId: string, rules: ChangedRules) {
          sent.push(rules);
          return answer;
        },
      } as unknown as OrganiserOffice,
      show: () =>
        ({
          seatRules: { orphanRule: 'OFF', minimumRun: 2, endsAt },
          venue: { timezone: 'Europe/Lisbon' },
        }) as unknown as OrganisedShow,
      onChange: () => {},
      now: () => Date.parse('2027-01-01T00:00:00Z'),
      onRulesChanged: (rules) => changed.push(rules),
      onSignedOut: () => {},
    });
    desk.chooseRules({ orphanRule: 'STRICT' });
    return { desk, sent, changed };
  }

  it('is sent as it was chosen, and is then what the show says', async () => {
    const { desk, sent, changed } = openRules({ ok: true, value: null });
    expect(desk.rules).toEqual({ orphanRule: 'STRICT', minimumRun: 2 });
    await desk.changeRules();
    expect(sent).toEqual([{ orphanRule: 'STRICT', minimumRun: 2 }]);
    expect(changed).toEqual(sent);
    expect(desk.rules).toEqual({ orphanRule: 'OFF', minimumRun: 2 });
  });

  it('stays chosen when it is refused', async () => {
    const { desk, changed } = openRules(REFUSED);
    await desk.changeRules();
    expect(desk.rules.orphanRule).toBe('STRICT');
    expect(changed).toEqual([]);
  });

  const DONE = { ok: true, value: null } as const;
  const END = '2027-07-15T19:30:00.000Z';

  it('ends when the venue’s clocks show what was typed, or never, and is not sent while it stays', async () => {
    const { desk, sent, changed } = openRules(DONE, END);
    expect(desk.ruleEnd.text).toBe('2027-07-15T20:30');
    await desk.changeRules();
    expect(sent).toEqual([{ orphanRule: 'STRICT', minimumRun: 2 }]);
    desk.chooseRules({ orphanRule: 'LENIENT' });
    desk.typeRuleEnd('2027-12-31T18:00');
    expect(desk.ruleEnd.text).toBe('2027-12-31T18:00');
    await desk.changeRules();
    expect(sent[1]).toEqual({ orphanRule: 'LENIENT', minimumRun: 2, endsAt: '2027-12-31T18:00:00.000Z' });
    desk.chooseRules({ orphanRule: 'STRICT' });
    desk.typeRuleEnd('');
    await desk.changeRules();
    expect(sent[2]).toEqual({ orphanRule: 'STRICT', minimumRun: 2, endsAt: null });
    expect(changed).toEqual(sent);
    // What the show says counts again.
    expect(desk.ruleEnd.text).toBe('2027-07-15T20:30');
  });

  it.each([
    ['a part of a time', '', true, 'incomplete'],
    ['a time that the clocks are put forward over', '2027-03-28T01:30', false, 'skipped'],
    ['a time that is past', '2026-12-31T23:59', false, 'past'],
  ] as const)(
    'is not sent with %s as its end, until that is put right',
    async (_name, text, isEndIncomplete, problem) => {
      const { desk, sent } = openRules(DONE);
      desk.typeRuleEnd(text);
      await desk.changeRules({ isEndIncomplete });
      expect(sent).toEqual([]);
      expect(desk.ruleEnd.problem).toBe(problem);
      desk.typeRuleEnd('2027-03-28T02:30');
      expect(desk.ruleEnd.problem).toBeNull();
      await desk.changeRules();
      expect(sent).toMatchObject([{ endsAt: '2027-03-28T01:30:00.000Z' }]);
    },
  );

  it('has no end to be put right where everything is allowed', async () => {
    const { desk, sent } = openRules(DONE);
    desk.typeRuleEnd('2026-12-31T23:59');
    desk.chooseRules({ orphanRule: 'OFF' });
    await desk.changeRules();
    expect(sent).toEqual([{ orphanRule: 'OFF', minimumRun: 2 }]);
  });
});
