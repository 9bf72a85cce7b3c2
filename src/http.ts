import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from './errors.ts';
import type { ServerConfig } from './server-config.ts';
import { answerUnreadable } from './unreadable.ts';

/** How long an open request may hold up the end. */
const STOP_LIMIT_MS = 5000;
/** While it stops, connections whose last answer went out are closed so often. */
const SWEEP_MS = 50;
/** Connections that nobody has taken yet: after a restart, thousands of companions come within a second. */
const MOST_WAITING = 4096;
const LIMITS = {
  headersTimeout: 20_000,
  /** The largest log takes so long over a line of 5 Mbit/s. */
  requestTimeout: 30 * 60_000,
};

/** The one port of the program. */
export class Http {
  readonly server: Server = createServer(LIMITS);
  readonly #config: Pick<ServerConfig, 'host' | 'port' | 'publicUrl'>;
  /** Where it listens, or did: what is under way when it stops still names the address. */
  #port = 0;

  constructor(config: Pick<ServerConfig, 'host' | 'port' | 'publicUrl'>) {
    this.#config = config;
    answerUnreadable(this.server);
  }

  /** Where it is reached, without a slash at the end; known once it listens. */
  get url(): string {
    const { host, publicUrl } = this.#config;
    const name = host.includes(':') ? `[${host}]` : host;
    return publicUrl ?? `http://${name}:${this.#port}`;
  }

  /** @throws {UsageError} where the address is taken, or not this machine's. */
  async listen(): Promise<void> {
    const { host, port } = this.#config;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE';
        reject(
          new UsageError(
            'cannot-listen',
            taken
              ? `port ${port} of ${host} is taken`
              : `cannot listen on ${host}:${port}: ${error.message}`,
            taken ? 'stop what listens there, or set PORT' : 'set HOST and PORT',
          ),
        );
      });
      this.server.listen({ port, host, backlog: MOST_WAITING }, resolve);
    });
    ({ port: this.#port } = this.server.address() as AddressInfo);
  }

  /** Takes nothing new, and waits for the requests that are under way, but not for ever. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      const sweep = setInterval(() => {
        this.server.closeIdleConnections();
      }, SWEEP_MS);
      const timer = setTimeout(() => {
        this.server.closeAllConnections();
      }, STOP_LIMIT_MS);
      this.server.close(() => {
        clearInterval(sweep);
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
