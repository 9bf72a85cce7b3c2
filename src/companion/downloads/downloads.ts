import { Router, type Request, type Response } from 'express';
import { readCode, writeCode } from '../pairing-code.ts';
import { Executables } from './offered.ts';
import { renderPage } from './page.ts';
import { STYLE_SOURCE } from './style.ts';
import type { PageLanguage } from './words.ts';

/** Where the page is; the files are below it. */
export const DOWNLOAD_PATH = '/companion/download';

export interface DownloadParts {
  /** Where `npm run build:companion` puts the executables; it may be missing. */
  readonly folder: string;
  /** Where this server is reached, for the commands to name it. */
  readonly publicUrl: () => string;
}

/** Nothing is loaded and nothing runs; only the form leads anywhere. */
const POLICY = [
  "default-src 'none'",
  `style-src ${STYLE_SOURCE}`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The pairing code of the address, as people read it; null where there is none that could be one. */
function codeOf(given: string): string | null {
  const code = readCode(given);
  return code && writeCode(code);
}

/** The language that was asked for, or else the one that the browser prefers. */
function languageOf(request: Request): PageLanguage {
  const asked = request.query.lang ?? request.acceptsLanguages('en', 'zh');
  return asked === 'zh' ? 'zh' : 'en';
}

function sendPage(html: string, response: Response): void {
  response
    .set('Content-Security-Policy', POLICY)
    .set('Referrer-Policy', 'no-referrer')
    .set('X-Content-Type-Options', 'nosniff')
    // The address holds a code that works once; no cache needs to keep it.
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(html);
}

/** The page with the companion's executables, and the executables. Open to anyone: affected people have no account. */
export function downloads({ folder, publicUrl }: DownloadParts): Router {
  const executables = new Executables(folder);
  const router = Router();

  router.get(DOWNLOAD_PATH, async (request, response) => {
    const { code = '' } = request.query;
    const given = typeof code === 'string' ? code.trim() : '';
    const read = codeOf(given);
    const html = renderPage({
      language: languageOf(request),
      browser: {
        platformHint: request.get('sec-ch-ua-platform'),
        userAgent: request.get('user-agent'),
      },
      pairing: { code: read, isWrong: given !== '' && read === null, server: publicUrl() },
      offered: await executables.offered(),
      path: DOWNLOAD_PATH,
    });
    sendPage(html, response);
  });

  router.get(`${DOWNLOAD_PATH}/:file`, async (request, response, next) => {
    const offered = await executables.offered();
    const file = offered.find(({ name }) => name === request.params.file);
    if (!file) {
      next();
      return;
    }
    response
      .set('Content-Type', 'application/octet-stream')
      .set('Content-Disposition', `attachment; filename="${file.name}"`)
      .set('X-Content-Type-Options', 'nosniff')
      .set('ETag', `"${file.sha256}"`)
      .set('Cache-Control', 'no-cache');
    const options = { root: folder, cacheControl: false, lastModified: false };
    response.sendFile(file.name, options, (error) => {
      // Where the far side has gone, there is nobody left to be told.
      if (error !== undefined && !response.headersSent) next(error);
    });
  });
  return router;
}
