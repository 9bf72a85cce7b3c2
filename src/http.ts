import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from './errors.ts';
import type { ServerConfig } from './server-config.ts';

/** How long an open request may hold up the end. */
const STOP_LIMIT_MS = 5000;

/** The one port of the program. */
export class Http {
  readonly server: Server = createServer();
  readonly #config: Pick<ServerConfig, 'host' | 'port' | 'publicUrl'>;

  constructor(config: Pick<ServerConfig, 'host' | 'port' | 'publicUrl'>) {
    this.#config = config;
  }

  /** Where it is reached, without a slash at the end; known once it listens. */
  get url(): string {
    const { host, publicUrl } = this.#config;
    const { port } = this.server.address() as AddressInfo;
    const name = host.includes(':') ? `[${host}]` : host;
    return publicUrl ?? `http://${name}:${port}`;
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
      this.server.listen(port, host, resolve);
    });
  }

  /** Takes nothing new, and waits for the requests that are under way, but not for ever. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.server.closeAllConnections();
      }, STOP_LIMIT_MS);
      this.server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      this.server.closeIdleConnections();
    });
  }
}
