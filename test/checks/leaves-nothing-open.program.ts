import { checkDns } from '../../src/checks/dns.ts';
import { checkIpFamilies } from '../../src/checks/ip-families.ts';
import { checkPing } from '../../src/checks/ping.ts';
import { checkQuic } from '../../src/checks/quic.ts';
import { openResolve } from '../../src/checks/resolve.ts';
import { checkTcp } from '../../src/checks/tcp.ts';
import { contextFor } from './context.ts';

/** Makes checks that all meet silence, and says how long it then took to end for want of anything to do. */
const [nameServer = '', tcpPort, udpPort] = process.argv.slice(2);
const resolve = openResolve({ servers: [nameServer], hostsFile: '/nowhere' });
const context = contextFor({ limitMs: 300, resolve, references: ['127.0.0.1', 'a.example.com'] });
const results = await Promise.all([
  checkDns('a.example.com', context),
  checkTcp({ host: '127.0.0.1', port: Number(tcpPort) }, context),
  checkTcp({ host: 'b.example.com', port: 443 }, context),
  checkQuic({ host: '127.0.0.1', port: Number(udpPort) }, context),
  checkPing('127.0.0.1', context, [{ path: '/bin/sleep', args: ['60'], paceMs: 200 }]),
  checkIpFamilies(context, { own: ['192.0.2.2'], port: Number(tcpPort) }),
]);
const done = performance.now();
process.once('exit', () => {
  const findings = results.map(({ finding }) => finding);
  process.stdout.write(JSON.stringify({ findings, heldMs: performance.now() - done }));
});
