import type { PlanPlace, PlanProblem } from './forms/plan-problems.ts';
import { germanBounds } from './issue-words.ts';

/** How places in a plan are called, and what is wrong there. */
export interface PlanWords {
  parts: Record<Exclude<keyof PlanPlace, 'path'>, (name: string | number) => string>;
  wholePlan: string;
  more: string;
  /** Null: the server's words say it. */
  saying(problem: PlanProblem, other: string | null): string | null;
}

const named = (word: string) => (name: string | number) => (typeof name === 'number' ? `${word} ${name}` : name);
const numbered = (word: string) => (name: string | number) => `${word} ${name}`;

export const ENGLISH_PLAN_WORDS: PlanWords = {
  parts: {
    zone: named('zone'),
    row: numbered('row'),
    seat: numbered('seat'),
    area: named('area'),
    category: numbered('category'),
  },
  wholePlan: 'The plan',
  more: 'There is more: the first 20 problems are listed.',
  saying: ({ value }, other) => (other === null ? null : `“${value}” is already used at ${other}`),
};

export const GERMAN_PLAN_WORDS: PlanWords = {
  parts: {
    zone: named('Zone'),
    row: numbered('Reihe'),
    seat: numbered('Platz'),
    area: named('Bereich'),
    category: numbered('Kategorie'),
  },
  wholePlan: 'Der Plan',
  more: 'Es ist noch mehr: Die ersten 20 Fehler stehen hier.',
  saying({ issue: { code, minimum, maximum }, value }, other) {
    const most = maximum === null ? '' : `: höchstens ${maximum.toLocaleString('de')}`;
    switch (code) {
      case 'REQUIRED':
        return 'fehlt oder ist leer';
      case 'TOO_LONG':
        return `ist zu lang${most}${most && ' Zeichen'}`;
      case 'TOO_MANY':
        return `hat zu viele Zonen, Reihen, Plätze, Bereiche oder Kategorien${most}`;
      case 'OUT_OF_RANGE':
        return `geht so nicht${germanBounds(minimum, maximum)}`;
      case 'MALFORMED':
        return 'ist nicht so geschrieben, wie es sein muss';
      case 'UNKNOWN':
        return value === null ? 'gibt es nicht' : `„${value}“ ist keine der Kategorien des Plans`;
      case 'DUPLICATE':
        return `„${value}“ gibt es schon${other === null ? '' : `: ${other}`}`;
      default:
        return null;
    }
  },
};

/** Where it is, and what is wrong there. `path`: what the file calls it; blank: nothing below the place. */
export interface SaidProblem {
  place: string;
  path: string;
  message: string;
}

export function saidProblem(words: PlanWords, problem: PlanProblem): SaidProblem {
  const { place, issue, other, isMore } = problem;
  if (isMore) return { place: words.wholePlan, path: '', message: words.more };
  const message = words.saying(problem, other && placeText(words, other)) ?? issue.message;
  return { place: placeText(words, place), path: place.path, message };
}

const PARTS = ['zone', 'row', 'seat', 'area', 'category'] as const;

/** `Floor, row A, seat 3` */
function placeText({ parts, wholePlan }: PlanWords, place: PlanPlace): string {
  const named = PARTS.flatMap((part) => (place[part] === null ? [] : [parts[part](place[part])]));
  const [first, ...rest] = named;
  if (first === undefined) return wholePlan;
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(', ');
}
