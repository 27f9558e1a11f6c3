import { createRoot } from 'react-dom/client';
import 'slack-blocks-to-jsx/dist/style.css';
import './page.css';
import { App } from './app.tsx';

const root = document.getElementById('root') ?? document.body.appendChild(document.createElement('div'));
root.id = 'root';
createRoot(root).render(<App />);
