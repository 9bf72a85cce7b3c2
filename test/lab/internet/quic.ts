import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Issued } from '../../certificates.ts';
import { QUIC_SERVER } from '../network.ts';
import { versionQuestion } from './version-question.ts';
import { secure } from './web.ts';

/** Debian's caddy as a QUIC server on QUIC_SERVER; it keeps its files in `folder`. */
export async function serveQuic(issued: Issued, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { key, cert } = secure(issued);
  const files = { key: join(folder, 'key.pem'), certificate: join(folder, 'certificate.pem') };
  writeFileSync(files.key, key);
  writeFileSync(files.certificate, cert);
  const config = join(folder, 'caddy.json');
  const { v4, v6, port } = QUIC_SERVER;
  writeFileSync(
    config,
    JSON.stringify({
      admin: { disabled: true },
      storage: { module: 'file_system', root: folder },
      logging: { logs: { default: { level: 'ERROR' } } },
      apps: {
        tls: { certificates: { load_files: [files] } },
        http: {
          servers: {
            quic: {
              listen: [`${v4}:${port}`, `[${v6}]:${port}`],
              protocols: ['h3'],
              automatic_https: { disable: true },
              tls_connection_policies: [{}],
              routes: [{ handle: [{ handler: 'static_response', body: 'quic' }] }],
            },
          },
        },
      },
    }),
  );
  const caddy = spawn('caddy', ['run', '--config', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder },
  });
  const ended = text(caddy.stderr).then((complaint) => {
    throw new Error(`caddy has ended: ${complaint}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ended, answering()]);
}

/** Ends when the server answers. */
async function answering(): Promise<void> {
  const socket = createSocket('udp4').on('error', () => undefined);
  const asking = setInterval(() => {
    socket.send(versionQuestion(), QUIC_SERVER.port, QUIC_SERVER.v4);
  }, 10);
  await once(socket, 'message');
  clearInterval(asking);
  socket.close();
}
