import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { DELAY_DEVICE } from '../network.ts';
import { beWorker } from '../worker.ts';

export interface Delay {
  /** How long each packet is held, whichever way it goes. */
  readonly ms: number;
}

/**
 * Makes a network device that gives every packet back a while later. The kernels of the build machines have no
 * `tc netem`; socat carries the device's packets to this process and back, as datagrams.
 */
beWorker(async ({ ms }: Delay) => {
  const socket = createSocket('udp4');
  socket.on('message', (held, { port, address }) => {
    setTimeout(() => {
      socket.send(held, port, address);
    }, ms);
  });
  socket.on('error', () => undefined);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const device = `TUN,tun-name=${DELAY_DEVICE},iff-no-pi,iff-up`;
  const here = `UDP4-DATAGRAM:127.0.0.1:${socket.address().port}`;
  spawn('setpriv', ['--pdeathsig', 'KILL', 'socat', device, here], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
});
