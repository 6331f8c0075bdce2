import type { SaleFigures, Spread } from './sale-figures.ts';

/** The figures, for people to read. */
export function reportOf(figures: SaleFigures): string {
  const { waited_s, fairness, filled, admissions, ends, faults } = figures;
  const lines: [string, string][] = [
    [
      'came',
      `${number(figures.people)} people, ${number(figures.scriptSessions)} sessions of scripts; ${number(figures.joins)} joins`,
    ],
    ['drawn', `${number(figures.drawn)}, and ${number(figures.cameLater)} came later`],
    ['waited until admitted', waited_s ? spread(waited_s) : 'nobody was admitted'],
    ['place against coming', `correlation ${fairness.correlation.toFixed(3)} (0: who comes first has no better place)`],
    [
      'scripts',
      `${percent(fairness.scriptsOfDrawn)} of those drawn, ${percent(fairness.scriptsOfFirstHalf)} of the first half of the places, ${percent(fairness.scriptsOfSeats)} of the seats sold`,
    ],
    ['locks without admission', `${number(figures.refusedLocks)}, all refused`],
    [
      'admitted a minute',
      admissions.perMinute
        ? `${number(admissions.perMinute.median)} (${number(admissions.perMinute.min)} to ${number(admissions.perMinute.max)}) where the pace held them up; set: ${number(admissions.setting)}`
        : `never held up by the pace; set: ${number(admissions.setting)}`,
    ],
    [
      'admitted at a time',
      `${number(admissions.mostActive)} at most; full ${percent(admissions.fullShare)} of the time while somebody waited`,
    ],
    ['admitted', number(admissions.total)],
    ['sold', filled.map(({ share, at_s }) => `${percent(share)} ${at_s === null ? 'never' : time(at_s)}`).join(', ')],
    [
      'seats sold',
      `${number(figures.seatsSold)}${figures.soldOut_s === null ? '' : `, the last after ${time(figures.soldOut_s)}`}`,
    ],
    ['got tickets', number(ends.BOUGHT)],
    [
      'waited in vain',
      `${number(ends.WAITS)} at the end; ${number(ends.LEFT)} had left, ${number(ends.GONE)} closed the page`,
    ],
    [
      'were admitted, and bought nothing',
      `${number(ends.TOO_LATE)} came too late, ${number(ends.DID_NOT_PAY)} did not pay, ${number(ends.NO_SEATS)} found no seats for all, ${number(ends.CHOOSES)} were at it`,
    ],
    [
      'faults',
      `${faults.admittedTwice} admitted twice, ${faults.outOfOrder} out of order, ${faults.overMostActive} times too many at a time, ${faults.doubleBooked + faults.soldTooMany} seats sold twice`,
    ],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function spread({ median, p90, p99, max }: Spread): string {
  return `median ${time(median)}, 90 % within ${time(p90)}, 99 % within ${time(p99)}, the longest ${time(max)}`;
}

/** `1:02:03`, or `2:03`. */
function time(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60)];
  const two = (value: number) => `${value}`.padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function percent(share: number): string {
  return `${(100 * share).toLocaleString('en', { maximumFractionDigits: 1 })} %`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
