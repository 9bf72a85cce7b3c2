import { connect, createServer, type Socket } from 'node:net';

/** What stands between a browser and the server, and can break. */
export interface Proxy {
  readonly url: string;
  /** Ends every connection, and takes no new one. */
  cut(): Promise<void>;
  /** Takes connections again, to that server. */
  mend(target: string): Promise<void>;
}

export async function startProxy(target: string, host = '127.0.0.1'): Promise<Proxy> {
  let to = Number(new URL(target).port);
  let port = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    }
    near.on('close', () => far.destroy()).pipe(far);
    far.on('close', () => near.destroy()).pipe(near);
  });
  const listen = (): Promise<void> =>
    new Promise((resolve) => {
      server.listen(port, host, resolve);
    });
  await listen();
  port = (server.address() as { port: number }).port;
  return {
    url: `http://${host}:${port}`,
    async cut() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
    async mend(next) {
      to = Number(new URL(next).port);
      await listen();
    },
  };
}
