import { checkoutCommands, checksumCommand, startCommands, type Pairing } from './commands.ts';
import { Html, html } from './html.ts';
import type { Offered } from './offered.ts';
import { STYLE_ELEMENT } from './style.ts';
import { platformsOf, SYSTEMS, systemOf, type Browser, type System } from './visitor.ts';
import { WORDS, type PageLanguage, type Words } from './words.ts';

/** What the page shows. */
export interface PageParts {
  readonly language: PageLanguage;
  readonly browser: Browser;
  readonly pairing: Pairing;
  readonly offered: readonly Offered[];
  /** Where the page is; the files are below it. */
  readonly path: string;
}

const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|\/|$)/;

/** Each line is a block of its own, in which no word is parted: what is read off the page is right too. */
function commands(lines: readonly string[]): Html {
  const blocks = lines.map((line) => {
    const words = line.split(' ').map((word) => html`<span>${word}</span>`.text);
    return html`<code>${new Html(words.join(' '))}</code>`;
  });
  return html`<pre>${blocks}</pre>`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function getIt(
  { platform, name, size, sha256 }: Offered,
  system: System,
  { pairing, path }: PageParts,
  words: Words,
): Html {
  return html`<p class="get">
      <a class="button" href="${path}/${name}" download>${words.download}</a>
      <span><code>${name}</code> <span class="soft">(${megabytes(size)})</span></span>
    </p>
    <p class="sum">${words.checksum}: ${sha256}</p>
    <p>${words.start[system]}</p>
    ${commands(startCommands(platform, pairing))}
    <p class="soft">${words.elsewhere}</p>
    <details class="plain">
      <summary>${words.compare}</summary>
      <p class="soft">${words.compareHint}</p>
      ${commands([checksumCommand(platform)])}
    </details>`;
}

/** The likely one is shown, the others behind their names. */
function filesOf(system: System, parts: PageParts, words: Words): Html {
  const { offered, browser } = parts;
  const [first, ...others] = platformsOf(system, browser).flatMap(
    (platform) => offered.find((each) => each.platform === platform) ?? [],
  );
  if (!first)
    return html`<p>${words.notOffered}</p>
      ${checkout(parts, words)}`;
  return html`<h3>${words.platforms[first.platform]}</h3>
    ${system === 'macos' ? html`<p class="soft">${words.whichMac}</p>` : null}
    ${getIt(first, system, parts, words)}
    ${others.map(
      (file) =>
        html`<details class="file">
          <summary>${words.platforms[file.platform]}</summary>
          ${getIt(file, system, parts, words)}
        </details>`,
    )}
    <p class="note">${words.unsigned[system]}</p>`;
}

function checkout({ pairing }: PageParts, { checkoutHint }: Words): Html {
  return html`<p>${checkoutHint}</p>
    ${commands(checkoutCommands(pairing))}`;
}

function codeOf({ pairing, language, path }: PageParts, words: Words): Html {
  if (pairing.code !== null)
    return html`<section class="card">
      <h2>${words.yourCode}</h2>
      <p class="code">${pairing.code}</p>
    </section>`;
  return html`<section class="card">
    <form action="${path}">
      <input type="hidden" name="lang" value="${language}" />
      <label
        >${words.codeLabel}
        <input name="code" required maxlength="16" pattern="[A-Za-z0-9\\-]+" autocomplete="off" />
      </label>
      <button>${words.fillIn}</button>
    </form>
    ${pairing.isWrong === true ? html`<p class="warn" role="alert">${words.noCode}</p>` : null}
    <p class="soft">${words.codeHint}</p>
  </section>`;
}

function systems(parts: PageParts, words: Words): Html {
  const own = systemOf(parts.browser);
  const others = SYSTEMS.filter((system) => system !== own);
  return html`${
      own === null
        ? html`<p class="warn">${words.onPhone}</p>`
        : html`<section class="card">
            <h2>${words.systems[own]}</h2>
            ${filesOf(own, parts, words)}
          </section>`
    }
    ${own === null ? null : html`<h2>${words.otherSystems}</h2>`}
    ${others.map(
      (system) =>
        html`<details class="card">
          <summary>${words.systems[system]}</summary>
          ${filesOf(system, parts, words)}
        </details>`,
    )}
    <details class="card">
      <summary>${words.checkout}</summary>
      ${checkout(parts, words)}
    </details>`;
}

function none(parts: PageParts, words: Words): Html {
  return html`<section class="card">
    <h2>${words.noneTitle}</h2>
    <p>${words.none}</p>
    ${checkout(parts, words)}
  </section>`;
}

function switchTo({ pairing, path }: PageParts, language: PageLanguage): string {
  const query = new URLSearchParams({ lang: language });
  if (pairing.code !== null) query.set('code', pairing.code);
  return `${path}?${query.toString()}`;
}

/** The page that an affected person gets the companion from, as HTML. */
export function renderPage(parts: PageParts): string {
  const { language, offered, pairing } = parts;
  const words = WORDS[language];
  const other = language === 'en' ? 'zh' : 'en';
  const isOpen = pairing.server.startsWith('http:') && !LOOPBACK.test(pairing.server);
  return html`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${words.title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <header>
            <h1>${words.title}</h1>
            <a href="${switchTo(parts, other)}" lang="${other}">${words.otherLanguage}</a>
          </header>
          <p>${words.lead}</p>
          ${isOpen ? html`<p class="warn">${words.plainHttp}</p>` : null} ${codeOf(parts, words)}
          ${offered.length > 0 ? systems(parts, words) : none(parts, words)}
          <h2>${words.afterwards}</h2>
          <p>${words.removal}</p>
        </main>
      </body>
    </html> `.text;
}
