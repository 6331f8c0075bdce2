import type { Language } from '../i18n/language.ts';

/** The words of the part of the page that is about allotments. */
const en = {
  title: 'Allotments',
  none: 'Parts of the house that are not for everyone. Select seats on the map to set some aside.',
  make: (count: number) =>
    count === 0 ? 'Set places aside' : count === 1 ? 'Set the seat aside' : `Set the ${count} seats aside`,
  selectFirst: 'Select free or blocked seats on the map to set them aside.',
  newTitle: 'A new allotment',
  editTitle: (name: string) => `Change ${name}`,
  name: 'Name',
  color: 'Colour on the map',
  places: 'Places without numbers',
  placesHint: 'How many of each are set aside; leave it empty for none.',
  isEmpty: 'Please select free or blocked seats on the map.',
  isEmptyOfPlaces: 'Please enter how many places of an area, or select free or blocked seats on the map.',
  noCount: (most: number) => `Please enter a whole number up to ${most}, or nothing.`,
  placeCounts: (quantity: string, taken: number) =>
    taken > 0 ? `${quantity} places, ${taken} of them taken` : quantity === '1' ? '1 place' : `${quantity} places`,
  placesLeft: (area: string, available: number) => `${area} (${available} left)`,
  access: 'Who may have them',
  accesses: {
    STAFF: { name: 'Staff', what: 'You, at the door or over the API. To everyone else they are blocked.' },
    CODE: { name: 'Whoever has a code', what: 'And staff. Make a code that opens this allotment.' },
  },
  releaseAt: (city: string) => `Released to everyone at (time in ${city})`,
  releaseHint: 'Leave it empty to release it by hand.',
  nameMissing: 'Please give it a name.',
  releaseProblems: {
    incomplete: 'Please enter a day and a time, or nothing.',
    skipped: 'The clocks are put forward over that time. Please choose another one.',
    past: 'That is past. Please choose a later time.',
  },
  save: 'Save',
  create: (count: number) =>
    count === 0 ? 'Set them aside' : count === 1 ? 'Set 1 seat aside' : `Set ${count} seats aside`,
  cancel: 'Cancel',
  edit: 'Change',
  show: 'Select its seats',
  add: (count: number) => (count === 1 ? 'Add the selected seat' : `Add the ${count} selected seats`),
  remove: (count: number) => (count === 1 ? 'Take the selected seat out' : `Take the ${count} selected seats out`),
  release: 'Release to everyone',
  seats: 'Seats',
  seatCounts: ({ total, held, sold }: { total: string; held: number; sold: number }) =>
    [total, held > 0 ? `${held} held` : '', sold > 0 ? `${sold} sold` : ''].filter(Boolean).join(', '),
  released: 'Released',
  byHand: 'by hand',
  manySeats: (count: string, zones: string) => `${count} seats${zones === '' ? '' : ` in ${zones}`}`,
  askRelease: (name: string) => `Release ${name} to everyone?`,
  askReleaseBody: (places: string) =>
    `It has ${places}. What is free of it is on sale at once, the rest when it is given back. This can’t be undone.`,
  yesRelease: 'Release it',
  keep: 'Leave it as it is',
  news: {
    created: (name: string) => `${name} is set aside.`,
    changed: (name: string) => `${name} is changed.`,
    released: (name: string) => `${name} is released.`,
    added: (name: string, count: number) =>
      count === 1 ? `1 seat is added to ${name}.` : `${count} seats are added to ${name}.`,
    removed: (name: string, count: number) =>
      count === 1 ? `1 seat is taken out of ${name}.` : `${count} seats are taken out of ${name}.`,
  },
  releasedBefore: (count: number) => `Released (${count})`,
  notFree: 'Nothing was changed: these are not free any more:',
};

export type AllotmentTexts = typeof en;

const de: AllotmentTexts = {
  title: 'Kontingente',
  none: 'Teile des Saals, die nicht für alle sind. Wählen Sie Plätze auf dem Plan, um welche zurückzulegen.',
  make: (count) =>
    count === 0 ? 'Plätze zurücklegen' : count === 1 ? 'Den Platz zurücklegen' : `Die ${count} Plätze zurücklegen`,
  selectFirst: 'Wählen Sie freie oder gesperrte Plätze auf dem Plan, um sie zurückzulegen.',
  newTitle: 'Ein neues Kontingent',
  editTitle: (name) => `${name} ändern`,
  name: 'Name',
  color: 'Farbe auf dem Plan',
  places: 'Plätze ohne Nummern',
  placesHint: 'Wie viele jeweils zurückgelegt werden; leer lassen: keine.',
  isEmpty: 'Bitte wählen Sie freie oder gesperrte Plätze auf dem Plan.',
  isEmptyOfPlaces:
    'Bitte geben Sie an, wie viele Plätze eines Bereichs, oder wählen Sie freie oder gesperrte Plätze auf dem Plan.',
  noCount: (most) => `Bitte geben Sie eine ganze Zahl bis ${most} ein, oder nichts.`,
  placeCounts: (quantity, taken) =>
    taken > 0 ? `${quantity} Plätze, davon ${taken} vergeben` : quantity === '1' ? '1 Platz' : `${quantity} Plätze`,
  placesLeft: (area, available) => `${area} (noch ${available})`,
  access: 'Wer sie haben kann',
  accesses: {
    STAFF: {
      name: 'Das Haus',
      what: 'Sie, an der Kasse oder über die API. Für alle anderen sind sie gesperrt.',
    },
    CODE: { name: 'Wer einen Code hat', what: 'Und das Haus. Legen Sie einen Code an, der dieses Kontingent öffnet.' },
  },
  releaseAt: (city) => `Frei für alle ab (Zeit in ${city})`,
  releaseHint: 'Leer lassen, um es von Hand freizugeben.',
  nameMissing: 'Bitte geben Sie ihm einen Namen.',
  releaseProblems: {
    incomplete: 'Bitte geben Sie Tag und Uhrzeit ein, oder nichts.',
    skipped: 'Über diese Zeit werden die Uhren vorgestellt. Bitte wählen Sie eine andere.',
    past: 'Das ist vorbei. Bitte wählen Sie eine spätere Zeit.',
  },
  save: 'Speichern',
  create: (count) =>
    count === 0 ? 'Zurücklegen' : count === 1 ? '1 Platz zurücklegen' : `${count} Plätze zurücklegen`,
  cancel: 'Abbrechen',
  edit: 'Ändern',
  show: 'Plätze auswählen',
  add: (count) => (count === 1 ? 'Den gewählten Platz dazu' : `Die ${count} gewählten Plätze dazu`),
  remove: (count) => (count === 1 ? 'Den gewählten Platz heraus' : `Die ${count} gewählten Plätze heraus`),
  release: 'Für alle freigeben',
  seats: 'Plätze',
  seatCounts: ({ total, held, sold }) =>
    [total, held > 0 ? `${held} reserviert` : '', sold > 0 ? `${sold} verkauft` : ''].filter(Boolean).join(', '),
  released: 'Freigabe',
  byHand: 'von Hand',
  manySeats: (count, zones) => `${count} Plätze${zones === '' ? '' : ` in ${zones}`}`,
  askRelease: (name) => `${name} für alle freigeben?`,
  askReleaseBody: (places) =>
    `Dazu gehören: ${places}. Was davon frei ist, ist sofort im Verkauf, das andere, wenn es zurückkommt. Das lässt sich nicht zurücknehmen.`,
  yesRelease: 'Freigeben',
  keep: 'Lassen, wie es ist',
  news: {
    created: (name) => `${name} ist zurückgelegt.`,
    changed: (name) => `${name} ist geändert.`,
    released: (name) => `${name} ist freigegeben.`,
    added: (name, count) =>
      count === 1 ? `1 Platz ist zu ${name} dazugekommen.` : `${count} Plätze sind zu ${name} dazugekommen.`,
    removed: (name, count) =>
      count === 1 ? `1 Platz ist aus ${name} genommen.` : `${count} Plätze sind aus ${name} genommen.`,
  },
  releasedBefore: (count) => `Freigegeben (${count})`,
  notFree: 'Nichts wurde geändert. Nicht mehr frei sind:',
};

export function allotmentTextsIn(language: Language): AllotmentTexts {
  return language === 'de' ? de : en;
}
