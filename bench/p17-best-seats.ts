import { randomOf } from '../test/kit/basics/random.ts';
import type { Benchmark, Comparison, Figures, Remark } from './benchmark.ts';
import { bowl, demoHall, type Hall, hallOfAisles } from './seat-halls.ts';
import { type SeatPicker, seatPickers } from './seat-pickers.ts';
import { type SaleFigures, sell } from './seat-sale.ts';

/** Ours is to sell so much more of the hall than the best of the others, as far as there is so much. */
const POINTS = 0.03;
/** Single seats: a fifth of what first fit leaves. */
const FIFTH = 5;

type PickerName = keyof ReturnType<typeof seatPickers>;

const OTHERS: readonly [PickerName, string][] = [
  ['firstFit', 'first fit'],
  ['anyWindow', 'random'],
  ['documentedLadder', 'the documented ladder'],
];

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
      remarks: halls.flatMap(remarksOf),
    };
  },
};

/** Each picker sells the same hall to the same parties; another sequence of them each round. */
function figuresOf(hall: Hall, round: number): Figures {
  const sales = Object.fromEntries(
    Object.entries(seatPickers(hall, randomFrom(round))).map(([name, pick]: [string, SeatPicker]) => [
      name,
      sell(hall, pick, randomFrom(1_000 + round)),
    ]),
  ) as Record<PickerName, SaleFigures>;
  const figures: Record<string, number> = {};
  const ordinary = hall.layout.seats.length - hall.layout.reserved.length;
  for (const size of [2, 4] as const) {
    const best = Math.max(...OTHERS.map(([name]) => sales[name].soldAtRefusal[size]));
    figures[nameOf(hall, `refused ${size}`)] = sales.ours.soldAtRefusal[size];
    // A party of four is refused at the latest when three seats are left.
    figures[nameOf(hall, `goal ${size}`)] = Math.min(best + POINTS, (ordinary - size + 1) / ordinary);
  }
  figures[nameOf(hall, 'singles')] = sales.ours.singles[95];
  figures[nameOf(hall, 'goal singles')] = sales.firstFit.singles[95] / FIFTH;
  for (const [picker, sale] of Object.entries(sales)) {
    for (const size of [2, 4] as const) {
      figures[nameOf(hall, `${picker} refused ${size}`)] = sale.soldAtRefusal[size];
      figures[nameOf(hall, `${picker} together ${size}`)] = sale.soldTogether[size];
    }
    for (const percent of [80, 95, 100] as const) {
      figures[nameOf(hall, `${picker} singles ${percent}`)] = sale.singles[percent];
    }
    figures[nameOf(hall, `${picker} split`)] = sale.splitPerThousand;
    figures[nameOf(hall, `${picker} lost`)] = sale.reservedLost;
  }
  return figures;
}

function comparisonsOf(hall: Hall): Comparison[] {
  return [
    ...([2, 4] as const).map((size) => ({
      name: `${hall.name}: sold at the first refusal of a party of ${size} / the best of the others + 3 points`,
      unit: 'of the hall',
      ours: nameOf(hall, `refused ${size}`),
      reference: nameOf(hall, `goal ${size}`),
      goal: { least: 1 },
    })),
    {
      name: `${hall.name}: single seats left at 95 % / a fifth of first fit's`,
      unit: 'seats',
      ours: nameOf(hall, 'singles'),
      reference: nameOf(hall, 'goal singles'),
      goal: { most: 1 },
    },
  ];
}

function remarksOf(hall: Hall): Remark[] {
  return ([['ours', 'ours'], ...OTHERS] as const).flatMap(([picker, words]) => {
    const remark = (figure: string, name: string, unit: string) => ({
      figure: nameOf(hall, `${picker} ${figure}`),
      name: `${hall.name}, ${words}: ${name}`,
      unit,
    });
    return [
      ...[2, 4].map((size) =>
        remark(`refused ${size}`, `sold when a party of ${size} is refused first`, 'of the hall'),
      ),
      ...[80, 95, 100].map((percent) => remark(`singles ${percent}`, `single seats at ${percent} %`, 'seats')),
      remark('lost', 'wheelchair places and companion seats lost to others', 'seats'),
      // The others refuse whom they can't seat side by side.
      ...(picker === 'ours'
        ? [
            ...[2, 4].map((size) =>
              remark(
                `together ${size}`,
                `sold when a party of ${size} is not seated side by side first`,
                'of the hall',
              ),
            ),
            remark('split', 'parties not side by side', 'per thousand'),
          ]
        : []),
    ];
  });
}

function nameOf(hall: Hall, figure: string): string {
  return `${hall.name}: ${figure}`;
}

function randomFrom(seed: number): () => number {
  const random = randomOf(seed);
  const most = 2 ** 30 - 1;
  return () => random.integer(0, most) / (most + 1);
}
