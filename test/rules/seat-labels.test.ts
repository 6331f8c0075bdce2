import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hallOf } from '../../packages/client/src/show-map/hall.ts';
import { createHall } from '../../packages/map/src/hall/hall.ts';
import { seatName } from '../../packages/map/src/views/seat-names.ts';
import { parsePretixPlan } from '../../src/modules/seating/pretix-plan.ts';
import { placeOf } from '../../src/modules/seating/seat-words.ts';
import type { Language } from '../../src/shared/text/language.ts';
import { textsIn } from '../../src/web/i18n/language.ts';

const FOLDER = new URL('../fixtures/plans/', import.meta.url);
const PLANS = readdirSync(FOLDER).map((file) => new URL(file, FOLDER));
const DEMO = new URL('../../prisma/plans/riethsporthalle.json', import.meta.url);
const price = { amount: 1, currency: 'EUR', exponent: 2 };

// Who takes a label from a plan's drawing and who takes it from the API must read the same: ticket and page are held side by side.
describe('the page, the client and the API', () => {
  it.each([...PLANS, DEMO].map((file) => [file.pathname.split('/').at(-1)!, file] as const))(
    'call each seat of %s the same',
    async (_name, file) => {
      const plan = JSON.parse(readFileSync(file, 'utf8'));
      const parsed = await parsePretixPlan(plan);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
      const { model } = parsed;
      const tiers = model.categories.map(({ name }) => ({ id: name, name, category: name, price }));
      const hall = createHall(plan, tiers);
      for (const language of ['en', 'de'] satisfies Language[]) {
        const onPage = hall.seats.map((seat) => seatName({ texts: textsIn(language) }, seat));
        expect(onPage).toEqual(model.seats.map((seat) => placeOf(seat, language).join(', ')));
      }
      const inClient = hallOf(plan);
      expect(inClient.seats.map(({ label }) => label)).toEqual(
        model.seats.map((seat) => placeOf(seat, 'en').join(', ')),
      );
      expect(inClient.seats.map(({ zone }) => zone)).toEqual(model.seats.map(({ zoneLabel }) => zoneLabel));
    },
  );
});
