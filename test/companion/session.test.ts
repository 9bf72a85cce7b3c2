import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { newIdentity, type Identity } from '../../src/companion/agent/identity.ts';
import { LARGEST_FRAME } from '../../src/companion/protocol.ts';
import { createKeys } from '../../src/companion/signing.ts';
import { PATIENCE_MS } from '../patience.ts';
import { jobFor, startHostileServer, type HostileServer } from './hostile-server.ts';
import { startAgent, type AgentChanges, type RealAgent } from './real-agent.ts';

/** Servers that mean harm, and the companion as it is. */

let server: HostileServer;
beforeEach(async () => {
  server = await startHostileServer();
});
afterEach(() => server.close());

function companion(changes: AgentChanges = {}, url = server.url): RealAgent {
  const agent = startAgent(url, changes);
  onTestFinished(() => agent.stop());
  return agent;
}

/** A companion that knows the server. */
function known(): Identity {
  return { ...newIdentity(server.url), serverKey: server.keys.publicKey, device: server.device };
}

describe('a server that', () => {
  it('shows another key is an impostor, and is told nothing', async () => {
    const agent = companion({ identity: known() });
    const peer = await server.peer();
    peer.challengeIt(createKeys());
    expect(await agent.ended).toBe('impostor');
    expect(await peer.next()).toBeNull();
  });

  it('shows the right key and cannot sign with it is an impostor', async () => {
    const agent = companion({ identity: known() });
    const peer = await server.peer();
    await peer.meet();
    peer.welcomeIt(server.device, createKeys());
    expect(await agent.ended).toBe('impostor');
    expect(agent.seen.connected).toEqual([]);
  });

  it('proves itself with the proof of another connection is an impostor', async () => {
    companion({ identity: known() });
    const one = await server.friend();
    const second = companion({ identity: known() });
    const two = await server.peer();
    await two.meet();
    two.introduction = one.introduction;
    two.welcomeIt(server.device);
    expect(await second.ended).toBe('impostor');
  });

  it('says anything before it has proved itself says it in vain', async () => {
    const agent = companion({ identity: known() });
    const peer = await server.peer();
    const { nonce } = await peer.meet();
    peer.ask(jobFor(server, nonce));
    peer.say({ kind: 'taken', job: crypto.randomUUID() });
    peer.welcomeIt(server.device);
    const job = jobFor(server, nonce);
    peer.ask(job);
    expect(await peer.message('finished')).toMatchObject({ job: job.id });
    expect(agent.seen.run).toEqual([job.id]);
  });

  it('welcomes before it was asked in is not listened to', async () => {
    const agent = companion({ identity: known() });
    const peer = await server.peer();
    peer.welcomeIt(server.device);
    await peer.meet();
    expect(agent.seen.connected).toEqual([]);
  });

  it('sends a frame too large, or what nobody understands, is left', async () => {
    const agent = companion({ identity: known() });
    const peer = await server.friend();
    await vi.waitFor(() => {
      expect(agent.seen.connected).toHaveLength(1);
    }, PATIENCE_MS);
    peer.socket.send('x'.repeat(LARGEST_FRAME + 1));
    await peer.gone();
    const again = await server.friend();
    for (let n = 0; n < 100; n++) again.socket.send(`{"kind":"shell","command":"id ${n}"}`);
    again.socket.send(Buffer.from([1, 2, 3]));
    for (let n = 0; n < 20; n++)
      expect(await again.next()).toEqual({ kind: 'unclear', code: 'unknown-kind' });
    expect(await again.next()).toBeNull();
    expect(agent.seen.lost).toMatchObject([{ end: { kind: 'lost' } }, { end: { kind: 'lost' } }]);
  });

  it('sends it away without a pause is not knocked at without a pause', async () => {
    server.always((peer) => {
      peer.say({ kind: 'unwelcome', code: 'trouble', retryMs: 0 });
    });
    const agent = companion({ identity: known() });
    await sleep(2500);
    expect(server.connections).toBeLessThanOrEqual(4);
    expect(agent.seen.lost.every(({ waitMs }) => waitMs >= 500)).toBe(true);
  });

  it('stops all the time keeps no connection of it open', async () => {
    const peers: Promise<unknown>[] = [];
    server.always((peer) => {
      peers.push(once(peer.socket, 'close'));
      void peer.meet().then(() => {
        peer.welcomeIt(server.device);
        for (let n = 0; n < 1000; n++) peer.say({ kind: 'drain', withinMs: 0 });
      });
    });
    const agent = companion({ identity: known() });
    await vi.waitFor(
      () => {
        expect(agent.seen.lost.length).toBeGreaterThanOrEqual(2);
      },
      { timeout: 5000 },
    );
    expect(server.connections).toBeLessThanOrEqual(4);
    // Each of them was closed, though the server went on.
    await Promise.all(peers.slice(0, 2));
    expect(agent.seen.lost[0]).toMatchObject({ end: { kind: 'drained' } });
  });

  it('says on after its last word is not listened to', async () => {
    const agent = companion({ identity: known() });
    const peer = await server.friend();
    peer.say({ kind: 'drain', withinMs: 600_000 });
    peer.ask(jobFor(server, peer.introduction?.nonce ?? ''));
    await peer.gone();
    expect(agent.seen).toMatchObject({ run: [], refused: [] });
  });

  it('sends it away for good is not come back to', async () => {
    const agent = companion({ identity: known() });
    const peer = await server.peer();
    await peer.meet();
    peer.say({ kind: 'unwelcome', code: 'revoked', retryMs: null });
    expect(await agent.ended).toBe('revoked');
    expect(server.connections).toBe(1);
  });

  it('sends pings in a flood and reads no answer is left', async () => {
    companion({ identity: known() });
    const peer = await server.friend();
    peer.socket.pause();
    const flood = setInterval(() => {
      for (let n = 0; n < 200 && peer.socket.readyState === peer.socket.OPEN; n++)
        peer.socket.ping(Buffer.alloc(125));
    }, 1);
    onTestFinished(() => {
      clearInterval(flood);
    });
    // A paused socket sees no end of the line; that the companion comes again shows that it had left.
    await server.peer();
  });
});

describe('a line on which', () => {
  it('nobody answers, or only pongs come, is given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const agent = companion({ identity: known() });
    const peer = await server.peer();
    peer.socket.pong();
    await peer.meet();
    peer.socket.pong();
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(20_000);
    await peer.gone();
    vi.useRealTimers();
    await vi.waitFor(() => {
      expect(agent.seen.lost).toMatchObject([{ end: { kind: 'lost', error: 'no answer' } }]);
    }, PATIENCE_MS);
  });

  it('something speaks that is no server is given up', async () => {
    const answers = ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', '\u001b[31mHello\r\n'];
    const other = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(answers.shift() ?? '');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const agent = companion({ identity: { ...known(), server: url } }, url);
    await vi.waitFor(
      () => {
        expect(agent.seen.lost.length).toBeGreaterThanOrEqual(2);
      },
      { timeout: 5000 },
    );
    expect(agent.seen.lost.every(({ end }) => end.kind === 'lost')).toBe(true);
  });
});
