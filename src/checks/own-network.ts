import { createSocket } from 'node:dgram';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import ipaddr from 'ipaddr.js';
import { familyOf } from './connect.ts';

type Interfaces = Readonly<
  Record<string, readonly Pick<NetworkInterfaceInfo, 'address' | 'internal'>[] | undefined>
>;

/** The addresses of this machine that reach beyond itself and its own link. */
export function ownAddresses(interfaces: () => Interfaces = networkInterfaces): string[] {
  return Object.values(interfaces())
    .flatMap((all = []) => all)
    .filter(({ address, internal }) => !internal && ipaddr.parse(address).range() !== 'linkLocal')
    .map(({ address }) => address);
}

/** Whether this machine knows a way to a literal address. Connecting a UDP socket asks only its own tables: nothing is sent. */
export function hasRouteTo(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(familyOf(address) === 6 ? 'udp6' : 'udp4');
    const settle = (hasRoute: boolean) => (): void => {
      socket.close();
      resolve(hasRoute);
    };
    socket.once('error', settle(false));
    socket.once('connect', settle(true));
    socket.connect(443, address);
  });
}
