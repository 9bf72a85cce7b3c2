/** Draws the diagnosis of docs/login.log, as a terminal shows it, to docs/diagnosis.svg (`npm run picture`). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from '../src/bot/terminal/render.ts';
import { presentWhole } from '../src/conversation/summary.ts';
import { diagnose } from '../src/diagnosis/diagnose.ts';
import { openPack } from '../src/knowledge/open.ts';

const ROOT = join(import.meta.dirname, '..');
const COMMAND = 'npm start -- diagnose --file docs/login.log';
const COLUMNS = 88;
/** In pixels. */
const CHARACTER = 8.4;
const LINE = 20;
const MARGIN = 24;

/** What `styleText` writes for each style that the renderer uses, as CSS. */
const STYLES: Readonly<Record<string, string>> = {
  1: 'font-weight:bold',
  2: 'fill:#8b949e',
  4: 'text-decoration:underline',
  32: 'fill:#7ee787',
  33: 'fill:#f2cc60',
  36: 'fill:#79c0ff',
};
const ENDS: Readonly<Record<string, readonly string[]>> = {
  22: ['1', '2'],
  24: ['4'],
  39: ['32', '33', '36'],
};

function escapeXml(text: string): string {
  return text.replace(
    /[&<>]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign,
  );
}

function drawLine(line: string, at: number): string {
  const active = new Set<string>();
  // eslint-disable-next-line no-control-regex -- styles are switched by escape sequences
  const spans = line.split(/\u001b\[(\d+)m/).flatMap((part, index) => {
    if (index % 2 === 0) {
      const style = [...active].flatMap((code) => STYLES[code] ?? []).join(';');
      return part === '' ? [] : [`<tspan style="${style}">${escapeXml(part)}</tspan>`];
    }
    for (const ended of ENDS[part] ?? []) active.delete(ended);
    if (part in STYLES) active.add(part);
    return [];
  });
  return `<text x="${MARGIN}" y="${MARGIN + (at + 1) * LINE}" xml:space="preserve">${spans.join('')}</text>`;
}

/** The picture, as SVG. */
export async function drawPicture(): Promise<string> {
  const knowledge = await openPack(join(ROOT, 'knowledge-base/tmsdk-login'));
  const log = readFileSync(join(ROOT, 'docs/login.log'), 'utf8');
  const reply = presentWhole(diagnose(log, knowledge, { now: 0, language: 'en' }), knowledge);
  const shown = render(reply, { width: COLUMNS, colours: true, numbered: false });
  const lines = [`\u001b[32m$\u001b[39m ${COMMAND}`, '', ...shown.split('\n')];
  const width = Math.ceil(COLUMNS * CHARACTER) + 2 * MARGIN;
  const height = (lines.length + 1) * LINE + 2 * MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="A diagnosis in the terminal">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
${lines.map(drawLine).join('\n')}
</g>
</svg>
`;
}

if (import.meta.main) writeFileSync(join(ROOT, 'docs/diagnosis.svg'), await drawPicture());
