// A shop without a framework and without a build: it chooses a show, and books and pays what the map holds.
const SERVER = 'http://localhost:4000';

const map = document.querySelector('seatwire-map');
const shows = document.querySelector('#shows');
const checkout = document.querySelector('#checkout');
const problem = document.querySelector('#problem');
const tickets = document.querySelector('#tickets');
/** Booked and not paid yet: another card may be tried until its time is over. */
let unpaid = null;

/** All of them, page by page; the first one of all is opened at once. */
async function loadShows() {
  const query = `query Shows($after: String) {
    shows(first: 20, after: $after) {
      nodes { id title startsAt venue { name timezone } }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  let after = null;
  do {
    const response = await fetch(`${SERVER}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { after } }),
    });
    const { nodes, pageInfo } = (await response.json()).data.shows;
    for (const { id, title, startsAt, venue } of nodes) {
      shows.add(new Option(`${title}, ${venue.name}, ${atVenue(startsAt, venue)}`, id));
    }
    if (after === null) openShow();
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}

/** A time as it is at the venue, wherever the buyer is. */
function atVenue(time, { timezone }) {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
  return format.format(new Date(time));
}

/** Another show begins anew: nothing is left of the one before. */
function openShow() {
  unpaid = null;
  checkout.hidden = true;
  tickets.hidden = true;
  map.show = shows.value;
}

function price({ amount, currency, exponent }) {
  // Browsers know other decimals for some currencies than are booked.
  const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
  return new Intl.NumberFormat(undefined, { style: 'currency', currency, ...digits }).format(amount / 10 ** exponent);
}

/** Books what is held, and pays. Neither rejects: a refusal is an answer. */
async function buy() {
  const { boxOffice, lock } = map;
  if (unpaid === null) {
    const customer = { name: document.querySelector('#name').value, email: document.querySelector('#email').value };
    const booked = await boxOffice.createBooking({ lockId: lock.id, customer });
    // Free seats are confirmed already.
    if (!booked.ok || booked.value.bookingStatus === 'CONFIRMED') return booked;
    unpaid = booked.value;
  }
  // In a real shop the token comes from the payment provider's form.
  return await boxOffice.payBooking({ bookingId: unpaid.id, paymentToken: document.querySelector('#card').value });
}

shows.addEventListener('change', openShow);

map.addEventListener('hold', ({ detail: { lock } }) => {
  document.querySelector('#total').value = price(lock.total);
  problem.textContent = '';
  tickets.hidden = true;
  checkout.hidden = false;
});

map.addEventListener('holdend', () => {
  unpaid = null;
  checkout.hidden = true;
});

map.addEventListener('confirmed', ({ detail: { booking } }) => {
  unpaid = null;
  checkout.hidden = true;
  tickets.hidden = false;
  document.querySelector('#reference').value = booking.reference;
  tickets.querySelector('ul').replaceChildren(...booking.tickets.map((ticket) => ticketOf(ticket, booking)));
  tickets.querySelector('h2').focus();
});

/** Tickets of areas are for no seat: they are called as the area is. */
function ticketOf({ seatId, area, qrCodeUrl }, { seats }) {
  const code = new Image();
  code.src = new URL(qrCodeUrl, SERVER).href;
  code.alt = `Ticket for ${area ? area.name : seats.find((seat) => seat.seatId === seatId).label}`;
  const item = document.createElement('li');
  item.append(code);
  return item;
}

// A cancelled booking's tickets open no door.
map.addEventListener('bookingchange', ({ detail: { booking } }) => {
  const isCancelled = booking.bookingStatus !== 'CONFIRMED' && booking.bookingStatus !== 'PARTLY_REFUNDED';
  if (isCancelled) tickets.hidden = true;
});

// For whoever keeps the shop running: what is wrong, and what to do about it.
map.addEventListener('connectionchange', ({ detail: { connection } }) => {
  if (connection.hint) console.warn(`${connection.state}: ${connection.hint}`);
});

checkout.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = checkout.querySelector('button');
  button.disabled = true;
  problem.textContent = '';
  const outcome = await buy().finally(() => {
    button.disabled = false;
  });
  // What has become of it comes as an event, also when a bank takes its time.
  if (!outcome.ok) problem.textContent = (outcome.refusal ?? outcome.error).message;
});

loadShows();
