/** The words of a show's waiting room, for buyers. */
export const en = {
  name: 'Waiting room',
  opensIn: 'The waiting room opens in',
  opensLater: (time: string) => `From ${time} on this show has a waiting room: seats can be held once it is your turn.`,
  beforeBody: (draw: string) =>
    `Places are drawn by lot on ${draw}, among all who are in the waiting room by then. Being first to come gives no advantage.`,
  openTitle: 'Join the waiting room',
  drawIn: 'Places are drawn in',
  openBeforeDraw: 'All who are in by then have the same chance; coming earlier gives no advantage.',
  openAfterDraw: 'Seats are held by turn. You get the next place, and may look around while you wait.',
  openNow: 'Nobody is waiting: it is your turn as soon as there is room.',
  join: 'Join the waiting room',
  joinAgain: 'Join again',
  joining: 'Joining …',
  leave: 'Leave the waiting room',
  leaving: 'Leaving …',
  gatheringTitle: 'You are in',
  gatheringBody: (draw: string) => `Places are drawn by lot on ${draw}. Until then there is nothing for you to do.`,
  mayClose: 'You may close this page: this browser keeps your place. Come back to it here.',
  waitingCount: (count: string) => `${count} waiting`,
  waitingTitle: 'You are in the queue',
  position: 'Your position',
  next: 'You are next',
  ownPlace: (place: string) => `Your place: ${place}`,
  progress: 'How much of the wait is over',
  drawing: 'The places are being drawn …',
  estimate: {
    unknown: 'How long it takes can’t be said yet.',
    soon: 'Less than a minute to go',
    minutes: (count: number) => (count === 1 ? 'About a minute to go' : `About ${count} minutes to go`),
    hours: (hours: number, minutes: number) => {
      const words = hours === 1 ? 'an hour' : `${hours} hours`;
      return `About ${words}${minutes === 0 ? '' : ` ${minutes} minutes`} to go`;
    },
  },
  isKept: 'The connection is lost. Your place is kept, and this page reconnects by itself.',
  isPaused: 'Sales are paused: nobody’s turn comes meanwhile, and you keep your place.',
  isPausedAdmitted: 'Sales are paused: your turn does not end meanwhile.',
  isSoldOut: 'Everything is taken just now. What others give back goes to those who wait.',
  admittedTitle: 'It is your turn',
  admittedFor: 'Choose your seats in',
  admittedBody: 'Hold seats before this time is up; then they are yours until their own time is up.',
  stay: 'I need more time',
  toWait: 'While you wait you can look at seats and prices.',
  joined: (draw: string) => `You are in the waiting room. Places are drawn on ${draw}.`,
  opened: 'The waiting room is open.',
  drawn: (place: string) => `The places are drawn. Yours is ${place}.`,
  timeLeft: (time: string) => `${time} left to choose seats.`,
  off: 'The waiting room is closed: seats can be held without waiting.',
  ended: {
    PAID: {
      title: 'Your turn was for one order',
      body: 'Your order is paid. To buy more, join again: you get the next place.',
    },
    LEFT: {
      title: 'You have left the waiting room',
      body: 'Your place went to who was next. You can join again, at the end of the queue.',
    },
    IDLE: {
      title: 'Your turn is over',
      body: 'No seats were held in time, so it was the next one’s turn. You can join again, at the end of the queue.',
    },
  },
  waitedInVain: 'The waiting room is closed: there is nothing left to wait for.',
  check: 'How places are drawn',
  checkBefore:
    'The order is worked out from a secret number. This is its fingerprint, published before anybody joined. After the draw the number is published too, so that anyone can check that nobody’s place was chosen.',
  checkAfter:
    'The order was worked out from a secret number, whose fingerprint was published before anybody joined. Now that the places are drawn the number is published too: anyone can check them.',
  seedHash: 'Fingerprint (SHA-256)',
  ownEntry: 'Your entry',
  list: 'Check the draw',
  titles: {
    admitted: (show: string) => `● Your turn! ${show}`,
    waiting: (position: string, show: string) => `(${position}) ${show}`,
  },
};

export type RoomTexts = typeof en;
