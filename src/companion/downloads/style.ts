import { createHash } from 'node:crypto';
import { Html } from './html.ts';

/** In the colours of the console (console/src/styles). */
const STYLE = `
:root{color-scheme:light dark;--ground:#f4f6f7;--card:#fff;--sunken:#f0f3f4;--ink:#16232a;--soft:#52626b;--line:#d5dde1;
--strong:#8798a1;--accent:#0f6a72;--accent-ink:#fff;--accent-hover:#0a545b;--warn:#8a4b00;--warn-soft:#fdf0dd;
--mono:ui-monospace,'SF Mono','Cascadia Mono',Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace}
@media (prefers-color-scheme:dark){:root{--ground:#10171b;--card:#182228;--sunken:#111a1f;--ink:#e6edf0;--soft:#a3b3bb;
--line:#2d3b43;--strong:#6d818b;--accent:#5cc5cd;--accent-ink:#06262a;--accent-hover:#85d8de;--warn:#f0b563;--warn-soft:#3a2a12}}
*,*::before,*::after{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'PingFang SC',
'Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif}
main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 3rem}
header{display:flex;gap:1rem;align-items:baseline;justify-content:space-between}
h1{font-size:1.6rem;line-height:1.25;margin:0}
h2{font-size:1.2rem;margin:0}
h3{font-size:1rem;margin:0}
p{margin:.6rem 0}
a{color:var(--accent)}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem 1.1rem;margin:1rem 0}
.soft{color:var(--soft);font-size:.92rem}
.warn{background:var(--warn-soft);color:var(--warn);border-radius:8px;padding:.7rem .9rem}
.code{font:600 1.5rem/1.2 var(--mono);letter-spacing:.04em;margin:.2rem 0 0}
form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}
label{display:grid;gap:.2rem;font-weight:600;flex:1 1 12rem}
input{font:1rem var(--mono);text-transform:uppercase;padding:.5rem .6rem;border:1px solid var(--strong);border-radius:6px;
background:var(--card);color:var(--ink);min-width:0;width:100%}
button,.button{display:inline-block;font:inherit;font-weight:600;line-height:1.2;padding:.6rem 1rem;border:0;border-radius:6px;
background:var(--accent);color:var(--accent-ink);text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:var(--accent-hover)}
.file,.note{border-top:1px solid var(--line);margin:1rem 0 0;padding-top:.8rem}
.note{color:var(--soft);font-size:.92rem}
h2+h3{margin-top:.3rem}
.get{display:flex;flex-wrap:wrap;gap:.4rem .9rem;align-items:center;margin:.6rem 0}
.get code{overflow-wrap:anywhere}
code,pre,.sum{font-family:var(--mono);font-size:.86rem}
.sum{overflow-wrap:anywhere;margin:.3rem 0}
pre{background:var(--sunken);border:1px solid var(--line);border-radius:6px;padding:.7rem .8rem;margin:.5rem 0;white-space:pre-wrap;overflow-x:auto;
user-select:all;-webkit-user-select:all}
pre code{display:block;font-size:1em;padding-left:1.5em;text-indent:-1.5em}
pre span{white-space:nowrap}
summary{cursor:pointer;font-weight:600}
details.card>summary{font-size:1.1rem}
details.card[open]>summary{margin-bottom:.4rem}
details.plain{margin-top:.6rem}
details.plain>summary{font-weight:400}
h2+details,section+h2{margin-top:1rem}
`;

/** The look of the page. */
export const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** How a Content-Security-Policy names it. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
