import { describe, expect, it } from 'vitest';
import type { Outcome } from '../api/box-office-types.ts';
import type { OrganisedShow, OrganiserOffice } from './organiser-office.ts';
import { type ChosenRules, ShowDesk } from './show-desk.ts';

const REFUSED: Outcome<null> = {
  ok: false,
  refusal: { __typename: 'InvalidInput', code: 'INVALID_INPUT', message: 'No.' },
};

/** A desk whose every drawing is kept as what it showed of the typed price. */
function setUp(changePrices: () => Promise<Outcome<null>>) {
  const drawn: (string | undefined)[] = [];
  const price = { amount: 4_500, currency: 'EUR', exponent: 2 };
  const desk: ShowDesk = new ShowDesk({
    showId: 'show',
    office: { changePrices } as unknown as OrganiserOffice,
    show: () =>
      ({ status: 'PAUSED', priceTiers: [{ id: 'stalls', name: 'Stalls', price }] }) as unknown as OrganisedShow,
    onChange: () => drawn.push(desk.typed.get('stalls')),
    onPricesChanged: () => {},
    onRulesChanged: () => {},
    onSignedOut: () => {},
  });
  desk.type('stalls', '55,50');
  return { desk, drawn };
}

it('draws the price as it is written after it was changed, not as it was typed', async () => {
  const { desk, drawn } = setUp(async () => ({ ok: true, value: null }));
  await desk.changePrices();
  expect(drawn.at(-1)).toBeUndefined();
});

it('keeps what was typed when the change is refused', async () => {
  const { desk, drawn } = setUp(async () => REFUSED);
  await desk.changePrices();
  expect(drawn.at(-1)).toBe('55,50');
});

describe('the rule against single seats', () => {
  function openRules(answer: Outcome<null>) {
    const changed: ChosenRules[] = [];
    const sent: unknown[] = [];
    const desk = new ShowDesk({
      showId: 'show',
      office: {
        async changeSeatRules(_showId: string, rules: ChosenRules) {
          sent.push(rules);
          return answer;
        },
      } as unknown as OrganiserOffice,
      show: () => ({ seatRules: { orphanRule: 'OFF', minimumRun: 2, endsAt: null } }) as unknown as OrganisedShow,
      onChange: () => {},
      onPricesChanged: () => {},
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
});
