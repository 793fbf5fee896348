import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/page.css';
import './styles/board.css';
import './styles/ticket.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { Refused } from './lib/call';
import { App } from './shell/app';

/** What is refused stays refused; what nobody answered is asked for again. */
const RETRIES = 2;
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < RETRIES && !(error instanceof Refused && error.status in { 400: 1, 401: 1, 403: 1, 404: 1 }),
    },
  },
});

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>,
  );
