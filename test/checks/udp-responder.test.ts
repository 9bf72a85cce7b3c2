import { createSocket, type Socket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import { checkQuic } from '../../src/checks/quic.ts';
import { initialOf } from '../../src/checks/quic-packet.ts';
import {
  openUdpResponder,
  openUdpResponders,
  type UdpResponder,
} from '../../src/checks/udp-responder.ts';
import { startTestServer } from '../bot/console/client.ts';
import { contextFor, resolutionTo } from './context.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function responder(host = '127.0.0.1'): Promise<UdpResponder> {
  const opened = await openUdpResponder({ host, port: 0 });
  closing.push(() => opened.close());
  return opened;
}

async function client(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => socket.close(resolve)));
  return socket;
}

async function freeUdpPort(): Promise<number> {
  const { port, close } = await openUdpResponder({ host: '127.0.0.1', port: 0 });
  await close();
  return port;
}

it.each([
  ['127.0.0.1', { v4: ['127.0.0.1'] }],
  ['::1', { v6: ['::1'] }],
])('is reachable for the check, on %s', async (host, addresses) => {
  const { port } = await responder(host);
  const resolve = () => Promise.resolve(resolutionTo(addresses));
  const result = await checkQuic({ host: 'a.example.com', port }, contextFor({ resolve }));
  expect(result).toMatchObject({ finding: 'answered', evidence: { address: host } });
  expect(result.evidence.versions).toEqual([expect.stringMatching(/^0x(.a){4}$/)]);
});

it('answers an Initial with less than it got, and nothing else with anything', async () => {
  const { port } = await responder();
  const socket = await client();
  const answers: Buffer[] = [];
  const last = new Promise<void>((resolve) => {
    socket.on('message', (answer) => {
      answers.push(answer);
      resolve();
    });
  });
  const initial = initialOf(0x1a2a3a4a);
  const negotiation = Buffer.from(initial);
  negotiation.writeUInt32BE(0, 1);
  const shortHeader = Buffer.from(initial);
  shortHeader.writeUInt8(0x43);
  const longIds = Buffer.alloc(1200, 0xff);
  const unanswered = [
    Buffer.alloc(0),
    initial.subarray(0, 1199),
    negotiation,
    shortHeader,
    Buffer.alloc(1200),
    Buffer.from('8000'.repeat(3), 'hex'),
  ];
  // In this order on one way of the loopback: an answer to an earlier one would come before the last one's.
  for (const datagram of [...unanswered, longIds]) socket.send(datagram, port, '127.0.0.1');
  await last;
  expect(answers).toHaveLength(1);
  expect(answers[0]?.length).toBeLessThan(1200);
});

it('says when its port is taken', async () => {
  const { port } = await responder();
  await expect(openUdpResponder({ host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
});

async function answers(port: number): Promise<string> {
  const resolve = () => Promise.resolve(resolutionTo({ v4: ['127.0.0.1'] }));
  const context = contextFor({ resolve, limitMs: 1000 });
  return (await checkQuic({ host: 'a.example.com', port }, context)).finding;
}

it('answers on several ports, each named once or more, until it is closed', async () => {
  const free = [await freeUdpPort(), await freeUdpPort()];
  const { ports, close } = await openUdpResponders('127.0.0.1', [...free, ...free]);
  expect(ports).toEqual(free);
  expect(await Promise.all(ports.map(answers))).toEqual(['answered', 'answered']);
  await close();
  expect(await Promise.all(ports.map(answers))).toEqual(['refused', 'refused']);
});

it('answers on no port where it cannot have them all, and names the one', async () => {
  const { port: taken } = await responder();
  const free = await freeUdpPort();
  await expect(openUdpResponders('127.0.0.1', [free, taken])).rejects.toThrow(
    `UDP_RESPONDER="127.0.0.1": cannot listen on UDP port ${taken}: bind EADDRINUSE`,
  );
  expect(await answers(free)).toBe('refused');
});

it('is part of the server, from its start to its stop', async () => {
  const udpPorts = [await freeUdpPort()];
  const server = await startTestServer({ UDP_RESPONDER: '127.0.0.1' }, { udpPorts });
  expect(await Promise.all(udpPorts.map(answers))).toEqual(['answered']);
  await server.stop();
  expect(await Promise.all(udpPorts.map(answers))).toEqual(['refused']);
});

it('keeps the server from starting where it cannot listen', async () => {
  const { port } = await responder();
  const starting = startTestServer({ UDP_RESPONDER: '127.0.0.1' }, { udpPorts: [port] });
  await expect(starting).rejects.toThrow(`cannot listen on UDP port ${port}`);
});
