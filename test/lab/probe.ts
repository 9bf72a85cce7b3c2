import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { Resolver } from 'node:dns/promises';
import { request } from 'node:http';
import { connect as connectTcp, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect as connectTls, getCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { versionQuestion } from './internet/version-question.ts';

/**
 * Looks at the laboratory with ordinary means, not with the checks that are tested in it: run on the user's machine as
 * `probe.ts LIMIT_MS QUESTION…`, it answers all questions side by side, in one JSON object. What takes longer than the limit is `silence`.
 */

type Probe = (words: readonly string[], limitMs: number) => Promise<string>;

const SILENCE = 'silence';

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** The answer that `ask` comes to; a failure's code; SILENCE where neither comes in time. */
function within(
  limitMs: number,
  ask: (answer: (text: string) => void, fail: (error: unknown) => void) => () => void,
): Promise<string> {
  return new Promise((resolve) => {
    const settle = (text: string): void => {
      clearTimeout(timer);
      close();
      resolve(text);
    };
    const timer = setTimeout(settle, limitMs, SILENCE);
    const close = ask(settle, (error) => {
      settle(codeOf(error));
    });
  });
}

const PROBES = {
  /** `dns HOST`: its addresses. */
  async dns([host = ''], limitMs) {
    const resolver = new Resolver({ timeout: limitMs, tries: 1 });
    const asked = [resolver.resolve4(host), resolver.resolve6(host)];
    const answers = await Promise.allSettled(asked);
    const addresses = answers.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    const failed = answers.find((each) => each.status === 'rejected');
    if (addresses.length > 0 || !failed) return addresses.join(' ');
    const code = codeOf(failed.reason);
    return code === 'ETIMEOUT' ? SILENCE : code;
  },

  /** `tcp ADDRESS PORT`: whether a connection comes about. */
  tcp: ([host = '', port], limitMs) =>
    within(limitMs, (answer, fail) => {
      const socket = connectTcp(Number(port), host);
      socket.once('connect', () => {
        answer('connected');
      });
      socket.on('error', fail);
      return () => socket.destroy();
    }),

  /** `tls ADDRESS PORT NAME`: `public` or `machine`, by whose roots the certificate is believed, or what is wrong. */
  async tls([address = '', port, name = ''], limitMs) {
    const ask = (roots: string[]): Promise<string> =>
      within(limitMs, (answer, fail) => {
        const socket = connectTls({
          host: address,
          port: Number(port),
          servername: name,
          ca: roots,
        });
        socket.once('secureConnect', () => {
          answer('trusted');
        });
        socket.on('error', fail);
        return () => socket.destroy();
      });
    const publicly = await ask([readFileSync(process.env.LAB_ROOTS ?? '', 'utf8')]);
    if (publicly === 'trusted') return 'public';
    return (await ask(getCACertificates('system'))) === 'trusted' ? 'machine' : publicly;
  },

  /** `http ADDRESS PORT HOST PATH`: status, and the place to which it redirects or else the body. */
  http: ([host = '', port, name = '', path = '/'], limitMs) =>
    within(limitMs, (answer, fail) => {
      const asked = request(
        { host, port, path, headers: { host: name }, agent: false },
        (reply) => {
          let body = '';
          reply.setEncoding('utf8').on('data', (text: string) => (body += text));
          reply.on('error', fail).on('end', () => {
            answer(`${reply.statusCode ?? ''} ${reply.headers.location ?? body.trim()}`.trim());
          });
        },
      );
      asked.on('error', fail).end();
      return () => asked.destroy();
    }),

  /** `tunnel ADDRESS PORT PLACE`: what a proxy says to a CONNECT. */
  tunnel: ([host = '', port, path = ''], limitMs) =>
    within(limitMs, (answer, fail) => {
      const asked = request({ host, port, path, method: 'CONNECT', agent: false });
      asked.on('connect', ({ statusCode }, socket) => {
        socket.destroy();
        answer(String(statusCode));
      });
      asked.on('error', fail).end();
      return () => asked.destroy();
    }),

  /** `udp ADDRESS PORT`: what is said to a datagram. */
  udp: ([address = '', port], limitMs) =>
    datagram(address, Number(port), Buffer.from('?'), limitMs),

  /** `quic ADDRESS PORT`: `answered` where a server speaks QUIC. */
  quic: ([address = '', port], limitMs) =>
    datagram(address, Number(port), versionQuestion(), limitMs),

  /** `ping ADDRESS`: the round trip in whole milliseconds. */
  async ping([address = ''], limitMs) {
    const seconds = String(Math.ceil(limitMs / 1000));
    try {
      const { stdout } = await promisify(execFile)('ping', ['-c', '1', '-W', seconds, address]);
      return /time=(\d+)/.exec(stdout)?.[1] ?? SILENCE;
    } catch {
      return SILENCE;
    }
  },

  /** `pings ADDRESS COUNT`: how many of so many came back. */
  async pings([address = '', count = ''], limitMs) {
    const seconds = String(Math.ceil(limitMs / 1000));
    const options = ['-q', '-i', '0.01', '-c', count, '-W', seconds, address];
    const { stdout } = await promisify(execFile)('ping', options).catch(() => ({ stdout: '' }));
    return /(\d+) received/.exec(stdout)?.[1] ?? '0';
  },

  /** `clock`: what the machine thinks that it is, in milliseconds. */
  clock: () => Promise.resolve(String(Date.now())),

  /** `stopwatch MS`: how long a wait takes by the monotonic clock. */
  stopwatch([ms], limitMs) {
    const start = performance.now();
    return within(limitMs, (answer) => {
      const timer = setTimeout(() => {
        answer(String(Math.round(performance.now() - start)));
      }, Number(ms));
      return () => {
        clearTimeout(timer);
      };
    });
  },

  adapters: () =>
    Promise.resolve(
      Object.entries(networkInterfaces())
        .filter(([name]) => name !== 'lo')
        .map(([name, addresses]) => `${name} ${addresses?.[0]?.address ?? ''}`)
        .join(', '),
    ),

  /** `variable NAME` */
  variable: ([name = '']) => Promise.resolve(process.env[name] ?? ''),

  /** The names of the machine's processes. */
  async processes() {
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'comm=']);
    return stdout.trim().split(/\s+/).join(' ');
  },
} as const satisfies Record<string, Probe>;

function datagram(
  address: string,
  port: number,
  content: Buffer,
  limitMs: number,
): Promise<string> {
  return within(limitMs, (answer, fail) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.on('error', fail).on('message', () => {
      answer('answered');
    });
    socket.connect(port, address, () => {
      socket.send(content);
    });
    return () => socket.close();
  });
}

const [limit, ...questions] = process.argv.slice(2);
const answers = questions.map(async (question) => {
  const [kind = '', ...words] = question.split(' ');
  if (!Object.hasOwn(PROBES, kind)) throw new Error(`there is no probe ${kind}`);
  return [question, await PROBES[kind as keyof typeof PROBES](words, Number(limit))] as const;
});
process.stdout.write(JSON.stringify(Object.fromEntries(await Promise.all(answers))));
