import { BookingPage } from './pages/booking';
import { BookingsPage } from './pages/bookings';
import { ShowPage } from './pages/show';
import { ShowsPage } from './pages/shows';
import { useRoute } from './route';

export function App() {
  const { page, id } = useRoute();
  return (
    <>
      <header className="top">
        <a className="brand" href="#/">
          Foyer
        </a>
        <nav aria-label="Shop">
          <a href="#/shows" aria-current={page === 'shows' ? 'page' : undefined}>
            Shows
          </a>
          <a href="#/bookings" aria-current={page === 'bookings' ? 'page' : undefined}>
            My bookings
          </a>
        </nav>
      </header>
      {/* By its id each show and each booking is a page of its own: nothing that was chosen goes along. */}
      <main key={id}>
        {page === 'bookings' && id && <BookingPage bookingId={id} />}
        {page === 'bookings' && !id && <BookingsPage />}
        {page === 'shows' && id && <ShowPage showId={id} />}
        {page === 'shows' && !id && <ShowsPage />}
      </main>
    </>
  );
}
