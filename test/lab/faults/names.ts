import type { Fault } from './fault.ts';

/** Faults of the name server. */

const NOT_FOUND = 'cdn.meeting.tencent.com';
const ELSEWHERE = { host: 'updatecdn.meeting.qq.com', at: 'report.meeting.tencent.com' };

export const NAME_FAULTS = {
  'dns-dead': {
    what: 'The name server does not answer.',
    inject: ({ rules, world: { resolver } }) =>
      rules('everything', [
        `iifname "lan" ip daddr ${resolver.v4} drop`,
        `iifname "lan" ip6 daddr ${resolver.v6} drop`,
      ]),
  },
  'dns-failing': {
    what: 'The name server answers every question with SERVFAIL.',
    inject: ({ internet }) => internet({ kind: 'lie', lies: { isFailing: true } }),
  },
  'dns-nxdomain': {
    what: `The name server says that ${NOT_FOUND} does not exist.`,
    hosts: () => [NOT_FOUND],
    inject: ({ internet }) => internet({ kind: 'lie', lies: { missing: [NOT_FOUND] } }),
  },
  'dns-wrong-address': {
    what: `The name server gives ${ELSEWHERE.host} the address of another server.`,
    hosts: () => [ELSEWHERE.host],
    inject: ({ internet }) =>
      internet({ kind: 'lie', lies: { elsewhere: { [ELSEWHERE.host]: ELSEWHERE.at } } }),
  },
  'dns-fake-ip': {
    what: 'Every name gets a fake address (198.18.0.0/15), as proxy tools give.',
    inject: ({ internet }) => internet({ kind: 'lie', lies: { isFake: true } }),
  },
} as const satisfies Record<string, Fault>;
