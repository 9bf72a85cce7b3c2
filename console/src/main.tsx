import { render } from 'preact';
import { App } from './app.tsx';
import { Speaker } from './language.tsx';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/content.css';
import './styles/rows.css';
import './styles/case.css';
import './styles/progress.css';
import './styles/measuring.css';
import './styles/devices.css';

const place = document.getElementById('page');
if (place)
  render(
    <Speaker>
      <App />
    </Speaker>,
    place,
  );
