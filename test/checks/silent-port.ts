import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

export interface SilentPort {
  readonly port: number;
  /** From now on it accepts: what was asked before is heard when it is asked again. */
  wake(): void;
  close(): Promise<void>;
}

/** Listens, and sleeps before it accepts anything. */
const SLEEPER = `
  const { createServer } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer((socket) => socket.on('error', () => {}));
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(workerData, 0, 0));
  });`;
/** The queue of a listener holds one more than it was made for. */
const FILLING = 2;

/** A port of 127.0.0.1 that drops whoever wants to connect, as a firewall does: its queue is full, and nobody accepts. */
export async function openSilentPort(): Promise<SilentPort> {
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SLEEPER, { eval: true, workerData: bell });
  const [port] = (await once(worker, 'message')) as [number];
  const filling: Socket[] = [];
  for (let n = 0; n < FILLING; n += 1) {
    const socket = connect(port, '127.0.0.1');
    filling.push(socket);
    await once(socket, 'connect');
    socket.on('error', () => undefined);
  }
  return {
    port,
    wake() {
      Atomics.store(bell, 0, 1);
      Atomics.notify(bell, 0);
    },
    async close() {
      for (const socket of filling) socket.destroy();
      await worker.terminate();
    },
  };
}
