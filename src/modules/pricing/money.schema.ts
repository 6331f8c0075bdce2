import { builder } from '../../schema/builder.ts';
import { LOCALE_BOUNDS, localeOf } from '../../schema/locale-argument.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { exponentOf } from '../../shared/money/currencies.ts';
import { formatMoney, type Money } from './money.ts';

export const MoneyRef = builder.objectRef<Money>('Money').implement({
  description: 'An amount of money.',
  fields: (t) => ({
    amount: t.expose('amount', {
      extensions: SHAREABLE,
      type: 'SafeInt',
      description: 'Amount in whole minor units: cents for EUR, yen for JPY.',
    }),
    currency: t.exposeString('currency', { extensions: SHAREABLE, description: 'ISO 4217 code of the currency.' }),
    exponent: t.int({
      extensions: SHAREABLE,
      description:
        'Number of decimals of the currency by ISO 4217: the amount in major units is amount / 10^exponent. 2 for EUR, 0 for JPY, 3 for KWD. It differs from the digits of `Intl` for some currencies, such as HUF and IDR.',
      resolve: ({ currency }) => exponentOf(currency),
    }),
    formatted: t.string({
      description: 'Formatted for a locale, such as `€1,234.50`.',
      // A format may have to be made.
      extensions: { cost: 100 },
      args: {
        locale: t.arg.string({
          bounds: LOCALE_BOUNDS,
          description: 'BCP 47 language tag, such as `de-AT`; `en` by default.',
        }),
      },
      resolve: (money, { locale }) => formatMoney(money, localeOf(locale)),
    }),
  }),
});
