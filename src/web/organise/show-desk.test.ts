import { expect, it } from 'vitest';
import type { Outcome } from '../api/box-office-types.ts';
import type { OrganisedShow, OrganiserOffice } from './organiser-office.ts';
import { ShowDesk } from './show-desk.ts';

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
