import type { FaultName } from './faults.ts';
import { USER } from './network.ts';
import { serverOf, type Server, type World } from './world.ts';

/** Questions of probe.ts, with what must be answered. */
export type Expected = Readonly<Record<string, string | RegExp | ((answer: string) => boolean)>>;

/** What ordinary probes see while a fault is there: that it is there, and that nothing else is wrong. */
export interface Evidence {
  readonly there: Expected;
  readonly works: Expected;
  /** How long each probe may take, where less than a second will not do. */
  readonly limitMs?: number;
}

const CONNECTED = 'connected';
const SILENCE = 'silence';
const SHOWN_BY_NOBODY = 'SELF_SIGNED_CERT_IN_CHAIN';
const TEN_MINUTES_MS = 600_000;

const tcp = ({ v4 }: Server, port: number): string => `tcp ${v4} ${port}`;
const tcp6 = ({ v6 }: Server, port: number): string => `tcp ${v6} ${port}`;
const tls = ({ v4, host }: Server): string => `tls ${v4} 443 ${host}`;
const tls6 = ({ v6, host }: Server): string => `tls ${v6} 443 ${host}`;
const dns = ({ host }: Server): string => `dns ${host}`;
const web = ({ v4, host }: Server, port = 80): string => `http ${v4} ${port} ${host} /`;

function isClockAhead(ms: number): (answer: string) => boolean {
  return (answer) => Math.abs(Number(answer) - Date.now() - ms) < 5_000;
}

function between(low: number, high: number): (answer: string) => boolean {
  return (answer) => Number(answer) >= low && Number(answer) <= high;
}

export function evidenceIn(world: World): Record<FaultName, Evidence> {
  const { callback, gateway, portal, resolver } = world;
  const at = (host: string): Server => serverOf(world, host);
  const conn = at('conn.wemeet.tencent.com');
  const sso = at('acme.sso.meeting.qq.com');
  const id = at('acme.id.meeting.qq.com');
  const work = at('work.medialab.qq.com');
  const quic = at('quic.conn.wemeet.qq.com');
  const cdn = at('cdn.meeting.tencent.com');
  const updates = at('updatecdn.meeting.qq.com');
  const relay = at('oth.eve.mdt.qq.com');
  const report = at('report.meeting.tencent.com');
  const probe = world.servers.find(({ pages }) => pages.some(({ status }) => status === 204));
  if (!probe) throw new Error('no probe for captive portals answers 204');

  const page = `http ${probe.v4} 80 ${probe.host} ${probe.pages[0]?.path ?? ''}`;
  const found = (server: Server): Expected => ({ [dns(server)]: `${server.v4} ${server.v6}` });
  const fake = (server: Server): Expected => ({
    [dns(server)]: server.v4.replace(/.*\./, '198.18.0.'),
  });
  const shown = (server: Server, by: string): Expected => ({
    [tls(server)]: by,
    [tls6(server)]: by,
  });
  const datagrams: Expected = {
    [`quic ${gateway.v4} 443`]: 'answered',
    [`quic ${quic.v4} 443`]: 'answered',
  };
  const pings: Expected = { [`ping ${conn.v4}`]: /^\d$/, [`ping ${conn.v6}`]: /^\d$/ };
  const proxied = (address: string): Expected => ({
    'variable http_proxy': address,
    'variable HTTPS_PROXY': address,
  });
  const sound: Expected = {
    ...found(conn),
    ...shown(conn, 'public'),
    ...datagrams,
    [page]: '204',
    [tcp(relay, 8081)]: CONNECTED,
  };
  const soundButNames: Expected = {
    ...shown(conn, 'public'),
    ...datagrams,
    [page]: '204',
  };

  return {
    none: {
      there: {},
      works: {
        ...sound,
        ...found(callback),
        ...shown(sso, 'public'),
        ...pings,
        'dns nobody.example': 'ENOTFOUND',
        [tcp6(quic, 8080)]: CONNECTED,
        [`quic ${gateway.v6} 80`]: 'answered',
        [`quic ${quic.v6} 8080`]: 'answered',
        [`quic ${quic.v4} 80`]: 'answered',
        // What no server listens on is closed, as it is on the real one.
        [tcp(conn, 80)]: 'ECONNREFUSED',
        [`udp ${conn.v4} 443`]: 'ECONNREFUSED',
        [`tls ${sso.v4} 443 ${conn.host}`]: 'ERR_TLS_CERT_ALTNAME_INVALID',
        clock: isClockAhead(0),
        adapters: `eth0 ${USER.v4}`,
        processes: /^(?!.*mihomo)/,
        'variable http_proxy': '',
      },
    },

    'no-network': {
      there: {
        [tcp(conn, 443)]: 'ENETUNREACH',
        [tcp6(conn, 443)]: 'ENETUNREACH',
        [dns(conn)]: /ECONNREFUSED|ENETUNREACH|silence/,
        adapters: '',
      },
      works: {},
    },
    'no-way-out': {
      there: {
        [tcp(conn, 443)]: SILENCE,
        [tcp6(conn, 443)]: SILENCE,
        [dns(conn)]: SILENCE,
        [`ping ${conn.v4}`]: SILENCE,
      },
      works: { adapters: `eth0 ${USER.v4}` },
    },
    'host-dropped': {
      there: {
        [tcp(work, 443)]: SILENCE,
        [tcp6(work, 80)]: SILENCE,
        [`ping ${work.v4}`]: SILENCE,
      },
      works: { ...sound, ...found(work) },
    },
    'host-refused': {
      there: { [tcp(id, 443)]: 'ECONNREFUSED', [tcp6(id, 80)]: 'ECONNREFUSED' },
      works: { ...sound, [`ping ${id.v4}`]: /^\d$/ },
    },
    'host-unreachable': {
      there: { [tcp(id, 443)]: 'EHOSTUNREACH', [tcp6(id, 443)]: 'EACCES' },
      works: { ...sound, ...found(id) },
      // The answer to the first packet comes while the kernel still holds the socket; it heeds the one a second later.
      limitMs: 2_000,
    },
    'host-reset': {
      there: { ...shown(updates, 'ECONNRESET'), [web(updates)]: 'ECONNRESET' },
      works: { ...sound, [`ping ${updates.v4}`]: /^\d$/ },
    },
    'port-dropped': {
      there: { [tcp(quic, 8080)]: SILENCE, [tcp6(quic, 8080)]: SILENCE },
      works: { ...sound, [tcp(quic, 80)]: CONNECTED, [`quic ${quic.v4} 8080`]: 'answered' },
    },
    'only-web-ports': {
      there: {
        [tcp(quic, 8080)]: SILENCE,
        [tcp(relay, 8081)]: SILENCE,
        [`quic ${gateway.v4} 8080`]: SILENCE,
        [`quic ${quic.v6} 8080`]: SILENCE,
        [`ping ${conn.v4}`]: SILENCE,
      },
      works: { ...found(conn), ...shown(conn, 'public'), ...datagrams, [page]: '204' },
    },
    'udp-dropped': {
      there: {
        [`quic ${gateway.v4} 80`]: SILENCE,
        [`quic ${gateway.v6} 443`]: SILENCE,
        [`quic ${quic.v4} 443`]: SILENCE,
      },
      works: { ...found(conn), ...shown(conn, 'public'), ...pings, [tcp(quic, 8080)]: CONNECTED },
    },
    'ipv6-dead': {
      there: {
        [tcp6(conn, 443)]: SILENCE,
        [`ping ${conn.v6}`]: SILENCE,
        [`quic ${gateway.v6} 443`]: SILENCE,
      },
      works: { ...found(conn), ...datagrams, [tls(conn)]: 'public', [page]: '204' },
    },
    'ipv4-dead': {
      there: { [tcp(conn, 443)]: SILENCE, [`ping ${conn.v4}`]: SILENCE, [page]: SILENCE },
      works: { ...found(conn), [tls6(conn)]: 'public', [`quic ${quic.v6} 443`]: 'answered' },
    },
    'telemetry-blocked': {
      there: Object.fromEntries(
        world.reports.map(at).flatMap((server) => {
          const port = server.tcp[0] ?? 0;
          return [
            [tcp(server, port), SILENCE],
            [tcp6(server, port), SILENCE],
          ];
        }),
      ),
      works: { ...found(conn), ...shown(conn, 'public'), ...datagrams, [page]: '204' },
    },
    'callback-unreachable': {
      there: { [tcp(callback, 443)]: SILENCE, [`ping ${callback.v6}`]: SILENCE },
      works: { ...sound, ...found(callback) },
    },

    'dns-dead': {
      there: { [dns(conn)]: SILENCE, [`tcp ${resolver.v4} 53`]: SILENCE },
      works: soundButNames,
    },
    'dns-failing': { there: { [dns(conn)]: 'ESERVFAIL' }, works: soundButNames },
    'dns-nxdomain': {
      there: { [dns(cdn)]: 'ENOTFOUND' },
      works: { ...sound, ...shown(cdn, 'public') },
    },
    'dns-wrong-address': {
      there: {
        [dns(updates)]: `${report.v4} ${report.v6}`,
        [`tls ${report.v4} 443 ${updates.host}`]: 'ERR_TLS_CERT_ALTNAME_INVALID',
      },
      works: { ...sound, ...shown(updates, 'public') },
    },
    'dns-fake-ip': {
      there: { ...fake(conn), ...fake(sso), [`tcp 198.18.0.101 443`]: 'ENETUNREACH' },
      works: soundButNames,
    },

    'cert-replaced-trusted-one': {
      there: shown(sso, 'machine'),
      works: { ...sound, [web(sso)]: `200 ${sso.host}` },
    },
    'cert-replaced-trusted-all': {
      there: { ...shown(conn, 'machine'), ...shown(cdn, 'machine'), ...shown(callback, 'machine') },
      works: { ...found(conn), ...datagrams, [page]: '204' },
    },
    'cert-untrusted-one': { there: shown(id, SHOWN_BY_NOBODY), works: sound },
    'cert-untrusted-all': {
      there: { ...shown(conn, SHOWN_BY_NOBODY), ...shown(cdn, SHOWN_BY_NOBODY) },
      works: { ...found(conn), ...datagrams, [page]: '204' },
    },
    'cert-expired': {
      there: shown(cdn, 'CERT_HAS_EXPIRED'),
      works: { ...sound, [web(cdn)]: `200 ${cdn.host}` },
    },
    'sni-filtered': {
      there: { ...shown(conn, 'ECONNRESET'), [tcp(conn, 443)]: CONNECTED },
      works: {
        ...found(conn),
        ...shown(sso, 'public'),
        ...datagrams,
        // The same server, asked for another name: only names are filtered.
        [`tls ${conn.v4} 443 ${sso.host}`]: 'public',
      },
    },
    'captive-portal': {
      there: {
        [page]: `302 http://${portal.host}/login`,
        [web(sso)]: `302 http://${portal.host}/login`,
        [`http ${portal.v4} 80 ${portal.host} /login`]: /^200 <title>Sign in/,
        [tcp(conn, 443)]: 'ECONNREFUSED',
        [tcp6(quic, 8080)]: 'ECONNREFUSED',
        [`quic ${gateway.v4} 443`]: SILENCE,
      },
      works: found(conn),
    },
    middlebox: {
      there: {
        [tcp(conn, 443)]: CONNECTED,
        [tcp(conn, 9)]: CONNECTED,
        [tcp6(quic, 8080)]: CONNECTED,
        ...shown(conn, SILENCE),
        [page]: SILENCE,
      },
      works: { ...found(conn), ...datagrams, ...pings },
    },

    'proxy-login': {
      there: {
        ...proxied('http://198.51.100.2:3128'),
        [`http 198.51.100.2 3128 ${sso.host} http://${sso.host}/`]: '407',
        [`tunnel 198.51.100.2 3128 ${conn.host}:443`]: '407',
        [tcp(conn, 443)]: SILENCE,
        [tcp6(conn, 443)]: SILENCE,
      },
      works: found(conn),
    },
    'system-proxy-dead': {
      there: { ...proxied('http://127.0.0.1:7890'), 'tcp 127.0.0.1 7890': 'ECONNREFUSED' },
      works: sound,
    },
    'tun-proxy': {
      there: {
        ...fake(conn),
        ...fake(sso),
        adapters: (answer) => answer.split(', ').includes('tun0 198.18.0.1'),
        processes: /\bmihomo\b/,
      },
      works: {
        ...soundButNames,
        // Through the tunnel, too, the right servers answer.
        [`tls ${conn.v4.replace(/.*\./, '198.18.0.')} 443 ${conn.host}`]: 'public',
      },
    },
    'clock-off': {
      there: { clock: isClockAhead(TEN_MINUTES_MS) },
      works: { ...sound, 'stopwatch 200': between(195, 400) },
    },
    'latency-3s': {
      there: {
        [`ping ${conn.v4}`]: between(2_990, 3_300),
        [`ping ${conn.v6}`]: between(2_990, 3_300),
        [`ping ${resolver.v4}`]: between(2_990, 3_300),
      },
      works: {
        ...found(conn),
        [tcp(conn, 443)]: CONNECTED,
        [`quic ${gateway.v4} 443`]: 'answered',
      },
      limitMs: 5_000,
    },
    'loss-30': {
      there: {
        [`pings ${conn.v4} 100`]: between(45, 90),
        [`pings ${conn.v6} 100`]: between(45, 90),
      },
      works: {},
    },
  };
}
