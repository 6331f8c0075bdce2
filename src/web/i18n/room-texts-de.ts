import type { RoomTexts } from './room-texts-en.ts';

/** The words of a show's waiting room, for buyers. */
export const de: RoomTexts = {
  name: 'Warteraum',
  opensIn: 'Der Warteraum öffnet in',
  opensLater: (time) =>
    `Ab ${time} hat diese Veranstaltung einen Warteraum: Plätze können dann reserviert werden, wenn Sie an der Reihe sind.`,
  beforeBody: (draw) =>
    `Die Reihenfolge wird ausgelost, und zwar am ${draw} unter allen, die bis dahin im Warteraum sind. Wer zuerst kommt, hat nichts davon.`,
  openTitle: 'In den Warteraum',
  drawIn: 'Ausgelost wird in',
  openBeforeDraw: 'Wer bis dahin da ist, hat die gleiche Chance; früher zu kommen bringt nichts.',
  openAfterDraw:
    'Plätze werden der Reihe nach reserviert. Sie bekommen die nächste Nummer und können sich umsehen, während Sie warten.',
  openNow: 'Es wartet niemand: Sie sind an der Reihe, sobald jemand fertig ist.',
  join: 'In den Warteraum',
  joinAgain: 'Noch einmal anstellen',
  joining: 'Einen Moment …',
  leave: 'Warteraum verlassen',
  leaving: 'Einen Moment …',
  gatheringTitle: 'Sie sind dabei',
  gatheringBody: (draw) => `Die Reihenfolge wird am ${draw} ausgelost. Bis dahin brauchen Sie nichts zu tun.`,
  mayClose:
    'Sie können diese Seite schließen: Ihr Platz in der Reihe bleibt in diesem Browser erhalten. Kommen Sie hierher zurück.',
  waitingCount: (count) => `Es warten: ${count}`,
  waitingTitle: 'Sie stehen an',
  position: 'Ihre Position',
  next: 'Sie sind als Nächstes dran',
  ownPlace: (place) => `Ihre Nummer: ${place}`,
  progress: 'So viel vom Warten ist vorbei',
  drawing: 'Die Reihenfolge wird gerade ausgelost …',
  estimate: {
    unknown: 'Wie lange es dauert, lässt sich noch nicht sagen.',
    soon: 'Noch weniger als eine Minute',
    minutes: (count) => (count === 1 ? 'Noch etwa eine Minute' : `Noch etwa ${count} Minuten`),
    hours: (hours, minutes) => {
      const words = hours === 1 ? 'eine Stunde' : `${hours} Stunden`;
      return `Noch etwa ${words}${minutes === 0 ? '' : ` ${minutes} Minuten`}`;
    },
  },
  isKept: 'Die Verbindung ist weg. Ihr Platz in der Reihe bleibt, und diese Seite verbindet sich von selbst wieder.',
  isPaused: 'Der Verkauf ruht: Solange kommt niemand an die Reihe, und Sie behalten Ihren Platz in der Reihe.',
  isPausedAdmitted: 'Der Verkauf ruht: Solange bleiben Sie an der Reihe.',
  isSoldOut: 'Gerade ist alles vergeben. Was andere zurückgeben, bekommen die, die warten.',
  admittedTitle: 'Sie sind an der Reihe',
  admittedFor: 'Plätze wählen, noch',
  admittedBody:
    'Reservieren Sie, bevor diese Zeit um ist; dann gehören die Plätze Ihnen, bis deren eigene Zeit um ist.',
  stay: 'Ich brauche mehr Zeit',
  toWait: 'Während Sie warten, können Sie Plätze und Preise ansehen.',
  joined: (draw) => `Sie sind im Warteraum. Ausgelost wird am ${draw}.`,
  opened: 'Der Warteraum ist offen.',
  drawn: (place) => `Die Reihenfolge ist ausgelost. Sie haben Nummer ${place}.`,
  timeLeft: (time) => `Noch ${time}, um Plätze zu wählen.`,
  off: 'Der Warteraum ist geschlossen: Plätze können ohne Warten reserviert werden.',
  ended: {
    PAID: {
      title: 'Sie waren für eine Bestellung an der Reihe',
      body: 'Ihre Bestellung ist bezahlt. Für weitere Plätze stellen Sie sich noch einmal an: Sie bekommen die nächste Nummer.',
    },
    LEFT: {
      title: 'Sie haben den Warteraum verlassen',
      body: 'Nun sind die Nächsten früher an der Reihe. Sie können sich noch einmal anstellen, am Ende der Reihe.',
    },
    IDLE: {
      title: 'Ihre Zeit zum Wählen ist um',
      body: 'Es wurde nicht rechtzeitig reserviert, also kamen die Nächsten. Sie können sich noch einmal anstellen, am Ende der Reihe.',
    },
  },
  waitedInVain: 'Der Warteraum ist geschlossen: Es gibt nichts mehr, worauf Sie warten könnten.',
  check: 'Wie ausgelost wird',
  checkBefore:
    'Die Reihenfolge ergibt sich aus einer geheimen Zahl. Dies ist ihr Fingerabdruck, veröffentlicht, bevor jemand da war. Nach der Auslosung wird auch die Zahl veröffentlicht: Dann kann jeder prüfen, dass niemandes Nummer ausgesucht wurde.',
  checkAfter:
    'Die Reihenfolge ergab sich aus einer geheimen Zahl, deren Fingerabdruck veröffentlicht war, bevor jemand da war. Nun ist auch die Zahl veröffentlicht: Jeder kann die Reihenfolge prüfen.',
  seedHash: 'Fingerabdruck (SHA-256)',
  ownEntry: 'Ihr Eintrag',
  list: 'Die Auslosung nachrechnen',
  titles: {
    admitted: (show) => `● Sie sind dran! ${show}`,
    waiting: (position, show) => `(${position}) ${show}`,
  },
};
