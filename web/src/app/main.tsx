import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startTranslations } from '../i18n';
import '../styles/index.scss';
import { App } from './App';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

await startTranslations();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
