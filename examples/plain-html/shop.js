// A shop without a framework and without a build: it chooses a show, and books and pays what the map holds.
const SERVER = 'http://localhost:4000';

const map = document.querySelector('seatwire-map');
const shows = document.querySelector('#shows');
const checkout = document.querySelector('#checkout');
const problem = document.querySelector('#problem');
const tickets = document.querySelector('#tickets');
/** Booked and not paid yet: another card may be tried until its time is over. */
let unpaid = null;

async function loadShows() {
  const query = '{ shows(first: 20) { nodes { id title startsAt venue { name } } } }';
  const response = await fetch(`${SERVER}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = await response.json();
  for (const { id, title, startsAt, venue } of data.shows.nodes) {
    shows.add(new Option(`${title}, ${venue.name}, ${new Date(startsAt).toLocaleString()}`, id));
  }
  openShow();
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
  tickets.querySelector('ul').replaceChildren(
    ...booking.tickets.map(({ seatId, qrCodeUrl }) => {
      const code = new Image();
      code.src = new URL(qrCodeUrl, SERVER).href;
      code.alt = `Ticket for ${booking.seats.find((seat) => seat.seatId === seatId).label}`;
      const item = document.createElement('li');
      item.append(code);
      return item;
    }),
  );
  tickets.querySelector('h2').focus();
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
