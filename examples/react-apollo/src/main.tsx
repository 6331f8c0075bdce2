import { ApolloProvider } from '@apollo/client/react';
import { createSeatwire, SeatwireProvider } from '@seatwire/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { apollo } from './api/apollo';
import { endpoint } from './api/endpoint';
import { App } from './app';
import './style.css';

const seatwire = createSeatwire({ url: endpoint });

createRoot(document.querySelector('#shop')!).render(
  <StrictMode>
    <ApolloProvider client={apollo}>
      <SeatwireProvider seatwire={seatwire}>
        <App />
      </SeatwireProvider>
    </ApolloProvider>
  </StrictMode>,
);
