import type { Language } from '../i18n/language.ts';

/** The words of the part of the page that is about the show's waiting room. */
const en = {
  title: 'Waiting room',
  none: 'For a show that many more people come for than there are seats: whoever comes before sales start is drawn by lot, and so many at a time may choose seats.',
  setUp: 'Set up a waiting room',
  change: 'Change settings',
  create: 'Set up',
  save: 'Save: it holds at once',
  cancel: 'Leave as it is',
  turnOff: 'Turn off',
  turnOn: 'Turn on',
  askOff: 'Turn the waiting room off?',
  askOffBody:
    'Everyone can hold seats at once, whether they have waited or not. Places are kept: turned on again, it goes on where it was.',
  yesOff: 'Turn off',
  keep: 'Leave it on',
  opensAt: 'Opens',
  opensAtHint: (city: string) =>
    `By the clocks of ${city}. From then on it can be joined, and nobody holds seats without an admission. Blank: half an hour before sales start, or now.`,
  isDrawn: 'The places are drawn: when it opened stays as it is.',
  maxActive: 'Buyers at a time',
  maxActiveHint: 'How many may choose seats at the same time: a tenth of the free seats is a beginning.',
  perMinute: 'Admissions a minute, at most',
  idleSeconds: 'Seconds without doing anything',
  idleSecondsHint: 'After so long an admission ends, unless seats are held or a booking is to be paid.',
  status: 'Status',
  statuses: {
    BEFORE: 'Not open yet',
    GATHERING: 'Open: places are not drawn yet',
    QUEUEING: 'Buyers are waiting',
    OPEN: 'Nobody is waiting',
    ENDED: 'Off',
  },
  drawAt: 'Draw',
  waiting: 'Waiting',
  active: 'Choosing or paying now',
  ofMax: (active: string, max: string) => `${active} of ${max}`,
  admitted: 'Admitted in all',
  pace: 'Admitted a minute, of late',
  list: 'Check the draw',
  news: {
    created: 'The waiting room is set up.',
    changed: 'The settings hold from now on.',
    off: 'The waiting room is off: nobody needs an admission.',
    on: 'The waiting room is on.',
  },
};

export type RoomDeskTexts = typeof en;

const de: RoomDeskTexts = {
  title: 'Warteraum',
  none: 'Für eine Veranstaltung, zu der viel mehr Leute kommen, als es Plätze gibt: Wer vor dem Verkaufsbeginn da ist, wird ausgelost, und so viele auf einmal dürfen Plätze wählen.',
  setUp: 'Warteraum einrichten',
  change: 'Einstellungen ändern',
  create: 'Einrichten',
  save: 'Speichern: gilt sofort',
  cancel: 'Lassen, wie es ist',
  turnOff: 'Ausschalten',
  turnOn: 'Einschalten',
  askOff: 'Den Warteraum ausschalten?',
  askOffBody:
    'Alle können sofort Plätze reservieren, ob sie gewartet haben oder nicht. Die Reihenfolge bleibt: Wieder eingeschaltet, geht es dort weiter.',
  yesOff: 'Ausschalten',
  keep: 'An lassen',
  opensAt: 'Öffnet',
  opensAtHint: (city) =>
    `Nach den Uhren von ${city}. Ab dann kann man hinein, und ohne Zulassung reserviert niemand. Leer: eine halbe Stunde vor Verkaufsbeginn, oder jetzt.`,
  isDrawn: 'Es ist ausgelost: Wann geöffnet wurde, bleibt, wie es ist.',
  maxActive: 'Käufer auf einmal',
  maxActiveHint: 'So viele dürfen gleichzeitig Plätze wählen: ein Zehntel der freien Plätze ist ein Anfang.',
  perMinute: 'Höchstens zugelassen je Minute',
  idleSeconds: 'Sekunden, ohne etwas zu tun',
  idleSecondsHint:
    'Danach endet eine Zulassung, außer wenn Plätze reserviert sind oder eine Bestellung zu bezahlen ist.',
  status: 'Stand',
  statuses: {
    BEFORE: 'Noch nicht offen',
    GATHERING: 'Offen: noch nicht ausgelost',
    QUEUEING: 'Es wird gewartet',
    OPEN: 'Es wartet niemand',
    ENDED: 'Aus',
  },
  drawAt: 'Auslosung',
  waiting: 'Warten',
  active: 'Wählen oder bezahlen gerade',
  ofMax: (active, max) => `${active} von ${max}`,
  admitted: 'Insgesamt zugelassen',
  pace: 'Zuletzt zugelassen je Minute',
  list: 'Die Auslosung nachrechnen',
  news: {
    created: 'Der Warteraum ist eingerichtet.',
    changed: 'Die Einstellungen gelten ab jetzt.',
    off: 'Der Warteraum ist aus: Niemand braucht eine Zulassung.',
    on: 'Der Warteraum ist an.',
  },
};

export function roomDeskTextsIn(language: Language): RoomDeskTexts {
  return language === 'de' ? de : en;
}
