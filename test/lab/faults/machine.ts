import { symlinkSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FIREWALL, USER } from '../network.ts';
import { faketimeLibrary, SOCAT } from '../requirements.ts';
import type { Machine } from '../machine.ts';
import { SERVERS_V4 } from '../world.ts';
import { deviceUp } from './device.ts';
import type { Fault } from './fault.ts';

/** Faults of the user's own machine: its proxies, its tunnel and its clock. */

const PROXY_PORT = 3128;
/** Where proxy tools listen on the machine that they run on; nothing does here. */
const DEAD_PROXY = 'http://127.0.0.1:7890';
/** A proxy tool's tunnel; both ends are socat's, which carries packets as datagrams between these ports. */
const TUNNEL = { device: 'tun0', address: '198.18.0.1', far: 'tunnel', port: 7891 };
/** The name under which the user's end of the tunnel stands in the list of processes. */
const TOOL = 'mihomo';

function proxyVariables(address: string): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];
  return Object.fromEntries(names.map((name) => [name, address]));
}

/**
 * While the machine has no way out, the tool's datagrams go nowhere, by a rule of their own: socat would end at the
 * first that cannot be sent, and a proxy tool does not.
 */
const NOWHERE = { mark: 7, table: 77, preference: 40_000 };
const MARKED = `setsockopt-int=1:36:${NOWHERE.mark}`; // SOL_SOCKET, SO_MARK

async function sendNowhere(user: Machine, verb: 'add' | 'delete'): Promise<void> {
  const { mark, table, preference } = NOWHERE;
  const lines = [
    `rule ${verb} fwmark ${mark} preference ${preference} lookup ${table}`,
    `route ${verb} default dev lo table ${table}`,
  ];
  await user.run(['ip', '-batch', '-'], `${lines.join('\n')}\n`);
}

/** Nothing is wrong with it, but that there is no other way: the proxy at the same place asks for no login. */
export const ONLY_BY_PROXY: Fault = {
  what: 'The only way out is the company’s proxy, which lets everybody through.',
  async inject({ intercept, rules, environment, world }) {
    const { port } = await intercept({ kind: 'open-proxy', world }, PROXY_PORT);
    await rules('outgoing', ['drop']);
    environment(proxyVariables(`http://${FIREWALL.v4}:${port}`));
  },
};

export const MACHINE_FAULTS = {
  'proxy-login': {
    what: 'The only way out is the company’s proxy, which asks for a login (407).',
    async inject({ intercept, rules, environment }) {
      const { port } = await intercept({ kind: 'login-proxy' }, PROXY_PORT);
      await rules('outgoing', ['drop']);
      environment(proxyVariables(`http://${FIREWALL.v4}:${port}`));
    },
  },
  'system-proxy-dead': {
    what: 'The machine is set to use a proxy where nothing listens; the direct way works.',
    inject({ environment }) {
      environment(proxyVariables(DEAD_PROXY));
      return Promise.resolve();
    },
  },
  'tun-proxy': {
    what: 'A proxy tool has put up a tunnel (198.18.0.0/16) and gives fake addresses; its way out works.',
    async inject({ machines, startProgram, internet, rules, folder, onReset }) {
      const { device, address, far, port } = TUNNEL;
      const end = (to: string, from: string): string =>
        `UDP4-DATAGRAM:${to}:${port},bind=${from}:${port}`;
      const tool = join(folder, TOOL);
      symlinkSync(SOCAT, tool);
      onReset(() => unlink(tool));
      const options = 'iff-no-pi,iff-up';
      startProgram('firewall', [
        SOCAT,
        `TUN,tun-name=${far},${options}`,
        end(USER.v4, FIREWALL.v4),
      ]);
      await sendNowhere(machines.user, 'add');
      onReset(() => sendNowhere(machines.user, 'delete'));
      startProgram('user', [
        tool,
        `TUN:${address}/16,tun-name=${device},${options}`,
        `${end(FIREWALL.v4, USER.v4)},${MARKED}`,
      ]);
      await Promise.all([deviceUp(machines.firewall, far), deviceUp(machines.user, device)]);
      await machines.firewall.run(['ip', 'route', 'add', `${address}/32`, 'dev', far]);
      await rules('one_host', [
        `iifname "${far}" dnat ip prefix to ip daddr map { 198.18.0.0/24 : ${SERVERS_V4}.0/24 }`,
      ]);
      await internet({ kind: 'lie', lies: { isFake: true } });
    },
  },
  'clock-off': {
    what: 'The user’s clock is ten minutes ahead.',
    inject({ environment }) {
      environment({
        LD_PRELOAD: faketimeLibrary() ?? '',
        FAKETIME: '+10m',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      });
      return Promise.resolve();
    },
  },
} as const satisfies Record<string, Fault>;
