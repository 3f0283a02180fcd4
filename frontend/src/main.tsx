import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Providers } from './app/providers';
import { makeRouter } from './app/router';
import './ui/tokens.css';

async function start() {
  // In a browser without the app around it, the dev server stands in with a fake backend. Never in a build.
  if (import.meta.env.DEV && !window.go) {
    const { fakeFromAddress } = await import('./bridge/fake/install');
    fakeFromAddress(window.location.search);
  }
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no root');
  createRoot(root).render(
    <StrictMode>
      <Providers>
        <RouterProvider router={makeRouter()} />
      </Providers>
    </StrictMode>,
  );
}

void start();
