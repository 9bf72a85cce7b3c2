import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Request, type Response } from 'express';
import { Problem } from './problem.ts';

const BUILT = join(import.meta.dirname, '../../../console/dist');

/** Paths that the page draws something for, each with or without a slash at its end; elsewhere it says that there is nothing. */
const DRAWN =
  /^\/(?:(?:cases(?:\/[\w-]+)?|devices|jobs\/[\w-]+|knowledge(?:\/[\w-]+\/-?\d{1,9})?)\/?)?$/;

/** Whether the request is a browser that opens an address, and not a script that wants data. */
function wantsPage(request: Request): boolean {
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    !request.path.startsWith('/api/') &&
    request.accepts(['json', 'html']) === 'html'
  );
}

function send(response: Response, status: number, html: string): void {
  response.status(status).set('Cache-Control', 'no-cache').type('html').send(html);
}

/** The page of the console, as it was built. */
export class Page {
  readonly #html: string | null;
  /** Serves what the page loads. */
  readonly assets = Router();
  /** Serves the page itself. */
  readonly files = Router();

  constructor(folder = BUILT) {
    const index = join(folder, 'index.html');
    this.#html = existsSync(index) ? readFileSync(index, 'utf8') : null;
    // The names of these files change with their content.
    this.assets.use(
      '/assets',
      express.static(join(folder, 'assets'), { index: false, maxAge: '1y', immutable: true }),
    );
    this.files.use((request, response, next) => {
      const isDrawn = request.method === 'GET' && DRAWN.test(request.path);
      if (!isDrawn && !wantsPage(request)) {
        next();
        return;
      }
      if (this.#html === null)
        throw new Problem(503, 'no-page', 'the console was not built', 'run: npm run prepare');
      send(response, isDrawn ? 200 : 404, this.#html);
    });
  }

  /** Lets the page tell a browser of the problem; false where somebody else must. */
  readonly tell = ({ status, code }: Problem, request: Request, response: Response): boolean => {
    if (this.#html === null || !wantsPage(request)) return false;
    const told = `<meta name="problem" content="${code}" /></head>`;
    send(response, status, this.#html.replace('</head>', told));
    return true;
  };
}
