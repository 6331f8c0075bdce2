import type { Benchmark, Comparison, Figures } from './benchmark.ts';
import { type Cell, type FigureTable, figure, units } from './figure-table.ts';
import { fractionsFrom } from './fractions.ts';
import { bowl, demoHall, type Hall, hallOfAisles } from './seat-halls.ts';
import { PICKERS, type PickerName, seatPickers } from './seat-pickers.ts';
import { type SaleFigures, sell, sellOptimally } from './seat-sale.ts';

/** Ours is to sell so much more of the hall than the best of the others, as far as there is so much. */
const POINTS = 0.03;
/** Single seats: a fifth of what first fit leaves. */
const FIFTH = 5;

const SIZES = [2, 4] as const;
const SIZES_OR_ANY = [...SIZES, 'any'] as const;
const FILLED = [80, 95, 100] as const;

export const benchmark: Benchmark = {
  id: 'P17',
  title: 'Best seats: how full a hall gets before a party of 2, of 4 is refused, and single seats left over',
  needs: [],
  async prepare(stand) {
    const halls = [await demoHall(), await hallOfAisles(), await bowl(stand.size(20_000, 2_000))];
    return {
      async measure(round) {
        return Object.assign({}, ...halls.map((hall) => figuresOf(hall, round)));
      },
      comparisons: halls.flatMap(comparisonsOf),
      tables: [tableOf(halls)],
    };
  },
};

/** Each picker sells the same hall to the same parties; another sequence of them each round. */
function figuresOf(hall: Hall, round: number): Figures {
  const pickers = seatPickers(hall, fractionsFrom(round));
  const parties = () => fractionsFrom(1_000 + round);
  const sales = Object.fromEntries(
    PICKERS.map(({ picker }) => [picker, sell(hall, pickers[picker], parties())]),
  ) as Record<PickerName, SaleFigures>;
  const optimum = sellOptimally(hall, parties());
  const figures: Record<string, number> = {};
  for (const size of SIZES_OR_ANY) figures[nameOf(hall, `optimum ${size}`)] = optimum[size];
  for (const size of SIZES) {
    const best = Math.max(
      ...PICKERS.filter(({ picker }) => picker !== 'ours').map(({ picker }) => sales[picker].soldAtRefusal[size]),
    );
    figures[nameOf(hall, `goal ${size}`)] = Math.min(best + POINTS, optimum[size]);
  }
  figures[nameOf(hall, 'goal singles')] = sales.firstFit.singles[95] / FIFTH;
  for (const [picker, sale] of Object.entries(sales)) {
    for (const size of SIZES_OR_ANY) {
      figures[nameOf(hall, `${picker} refused ${size}`)] = sale.soldAtRefusal[size];
      figures[nameOf(hall, `${picker} together ${size}`)] = sale.soldTogether[size];
    }
    for (const percent of FILLED) figures[nameOf(hall, `${picker} singles ${percent}`)] = sale.singles[percent];
    figures[nameOf(hall, `${picker} split`)] = sale.splitPerThousand;
    figures[nameOf(hall, `${picker} lost`)] = sale.reservedLost;
  }
  return figures;
}

function comparisonsOf(hall: Hall): Comparison[] {
  // Both are counted, with other parties in each round.
  const common = { timed: false };
  return [
    ...SIZES.map((size) => ({
      ...common,
      name: `${hall.name}: sold at the first refusal of a party of ${size} / the best of the others + 3 points, at most the optimum`,
      unit: 'of the hall',
      ours: nameOf(hall, `ours refused ${size}`),
      reference: nameOf(hall, `goal ${size}`),
      goal: { least: 1 },
    })),
    {
      ...common,
      name: `${hall.name}: single seats left at 95 % / a fifth of first fit's`,
      unit: 'seats',
      ours: nameOf(hall, 'ours singles 95'),
      reference: nameOf(hall, 'goal singles'),
      goal: { most: 1 },
    },
  ];
}

function tableOf(halls: readonly Hall[]): FigureTable {
  return {
    name: 'P17: sales',
    heads: [
      'Hall',
      'Choice',
      'Party of 2 refused at',
      'Party of 4 refused at',
      'Party of 2 not together at',
      'Party of 4 not together at',
      'Any party not together at',
      'Single seats at 80, 95, 100 %',
      'Parted, per thousand',
      'Wheelchair places lost',
    ],
    lines: halls.flatMap((hall) => [...PICKERS.map((each) => lineOf(hall, each)), optimumOf(hall)]),
  };
}

function lineOf(hall: Hall, { picker, words }: (typeof PICKERS)[number]): Cell[] {
  const share = (name: string) => [figure(nameOf(hall, `${picker} ${name}`), units.percent)];
  return [
    hall.name,
    words,
    ...SIZES.map((size) => share(`refused ${size}`)),
    ...SIZES_OR_ANY.map((size) => share(`together ${size}`)),
    FILLED.map((percent) => figure(nameOf(hall, `${picker} singles ${percent}`), units.count)),
    [figure(nameOf(hall, `${picker} split`), units.tenths)],
    [figure(nameOf(hall, `${picker} lost`), units.count)],
  ];
}

function optimumOf(hall: Hall): Cell[] {
  const share = (size: 2 | 4 | 'any') => [figure(nameOf(hall, `optimum ${size}`), units.percent)];
  return [hall.name, 'the optimum', ...SIZES.map(share), ...SIZES_OR_ANY.map(share), '–', '–', '–'];
}

function nameOf(hall: Hall, name: string): string {
  return `${hall.name}: ${name}`;
}
