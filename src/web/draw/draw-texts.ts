import type { Language } from '../i18n/language.ts';

/** The words of the page that checks the draw of a waiting room. */
const en = {
  title: 'The draw, checked',
  of: (show: string) => `The waiting room of ${show}`,
  intro:
    'This page works out the order of the draw anew, in your browser, from the published list: nothing but your own device has to be trusted for that.',
  working: 'Working it out …',
  none: 'There is no draw here: places are not drawn yet, or the show has no waiting room.',
  failed: 'The list could not be loaded. Please try again.',
  insecure: 'Browsers work this out on secure pages (https) only. The list can be checked by other means, too.',
  seedGood: 'The secret number fits the fingerprint that was published before anybody joined.',
  seedBad: 'The secret number does not fit the fingerprint.',
  complete: (count: string) => `All ${count} entries are listed, each once.`,
  incomplete: 'Entries are missing in the list, or listed twice.',
  orderGood: 'Every place follows from the secret number.',
  orderBad: (place: string) => `Place ${place} is not what the secret number gives.`,
  fingerprint: 'Fingerprint (SHA-256)',
  compare: 'If you noted it before the draw: it has to be the same.',
  seed: 'Secret number',
  entry: 'Your entry',
  entryHint: 'It begins with waitingentry_, and stands in the waiting room under “How places are drawn”.',
  check: 'Look up my place',
  place: (place: string, count: string) => `Place ${place} of ${count}`,
  notDrawn: 'This entry was not drawn: it joined after the draw, or left before it.',
  lot: 'Its lot (HMAC-SHA256)',
  lotHint: 'The smallest lot is first. The place is one more than the number of smaller lots.',
  list: 'The list',
  toShow: 'To the show',
};

export type DrawTexts = typeof en;

const de: DrawTexts = {
  title: 'Die Auslosung, nachgerechnet',
  of: (show) => `Der Warteraum von ${show}`,
  intro:
    'Diese Seite rechnet die Reihenfolge in Ihrem Browser aus der veröffentlichten Liste nach: Dafür brauchen Sie niemandem zu trauen als Ihrem eigenen Gerät.',
  working: 'Wird nachgerechnet …',
  none: 'Hier gibt es keine Auslosung: Es ist noch nicht ausgelost, oder die Veranstaltung hat keinen Warteraum.',
  failed: 'Die Liste lässt sich nicht laden. Bitte versuchen Sie es noch einmal.',
  insecure: 'Browser rechnen das nur auf sicheren Seiten (https) nach. Die Liste lässt sich auch anders prüfen.',
  seedGood: 'Die geheime Zahl passt zum Fingerabdruck, der veröffentlicht war, bevor jemand da war.',
  seedBad: 'Die geheime Zahl passt nicht zum Fingerabdruck.',
  complete: (count) => `Alle ${count} Einträge stehen in der Liste, jeder einmal.`,
  incomplete: 'In der Liste fehlen Einträge, oder welche stehen doppelt darin.',
  orderGood: 'Jede Nummer ergibt sich aus der geheimen Zahl.',
  orderBad: (place) => `Nummer ${place} ist nicht, was sich aus der geheimen Zahl ergibt.`,
  fingerprint: 'Fingerabdruck (SHA-256)',
  compare: 'Wenn Sie ihn vor der Auslosung notiert haben: Es muss derselbe sein.',
  seed: 'Geheime Zahl',
  entry: 'Ihr Eintrag',
  entryHint: 'Er beginnt mit waitingentry_ und steht im Warteraum unter „Wie ausgelost wird“.',
  check: 'Meine Nummer nachsehen',
  place: (place, count) => `Nummer ${place} von ${count}`,
  notDrawn: 'Dieser Eintrag wurde nicht ausgelost: Er kam nach der Auslosung dazu oder war vorher wieder weg.',
  lot: 'Sein Los (HMAC-SHA256)',
  lotHint: 'Das kleinste Los ist das erste. Die Nummer ist um eins größer als die Zahl der kleineren Lose.',
  list: 'Die Liste',
  toShow: 'Zur Veranstaltung',
};

export function drawTextsIn(language: Language): DrawTexts {
  return language === 'de' ? de : en;
}
