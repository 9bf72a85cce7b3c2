import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Server } from '../world.ts';

/** Our gateway's side of the question whether UDP gets through at all: what comes is sent back. */
export async function serveControl({ v4, v6, udp }: Server): Promise<void> {
  for (const port of udp)
    for (const [family, address] of [
      ['udp4', v4],
      ['udp6', v6],
    ] as const) {
      const socket = createSocket(family);
      socket.on('message', (message, sender) => {
        socket.send(message, sender.port, sender.address);
      });
      socket.bind(port, address);
      await once(socket, 'listening');
    }
}
