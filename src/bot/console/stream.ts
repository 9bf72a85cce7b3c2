import type { Request, Response } from 'express';

/** Other processes may change a case too; so often we look. */
const LOOK_MS = 2000;

/** One open stream of server-sent events. */
export class Stream {
  readonly #response: Response;
  #wake: () => void = () => undefined;
  #woken = false;
  isOpen = true;
  /** Whether the person may see this must be looked up again before anything else is sent. */
  isInDoubt = false;

  constructor(request: Request, response: Response) {
    this.#response = response;
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.flushHeaders();
    response.write('retry: 1000\n\n');
    response.on('close', () => {
      this.close();
    });
    // The far side may have gone while we looked up what it may see.
    if (request.destroyed || response.closed) this.close();
  }

  close(): void {
    this.isOpen = false;
    this.wake();
    this.#response.end();
  }

  wake = (): void => {
    this.#woken = true;
    this.#wake();
  };

  /** Writes an event, and waits while the far side reads slower than we write. */
  async send(event: string, data: unknown, id?: number): Promise<void> {
    const head = id === undefined ? '' : `id: ${id}\n`;
    await this.#write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  async heartbeat(): Promise<void> {
    await this.#write(': still here\n\n');
  }

  async #write(text: string): Promise<void> {
    if (!this.isOpen || this.#response.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#response.off('drain', done).off('close', done);
        resolve();
      };
      this.#response.on('drain', done).on('close', done);
    });
  }

  /** Until something may have happened. */
  async pause(): Promise<void> {
    if (!this.#woken && this.isOpen)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.#woken = false;
  }
}
