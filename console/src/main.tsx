/** Entry: takes the key out of the address before anything else reads it, then draws. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { takeKey } from './session/key.ts';
import { Session } from './session/session.tsx';
import './style/tokens.css';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';

const key = takeKey();
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <Session initial={key}>{(signOut) => <App signOut={signOut} />}</Session>
  </StrictMode>,
);
