import type { FindingWords } from './findings.ts';
import type { DnsResult, IpFamiliesResult } from '../checks/result.ts';
import {
  addressesOf,
  certificateNamesOf,
  failedOf,
  issuerOf,
  offsetOf,
  proxiesOf,
  sayMs,
  serversOf,
  toolsOf,
} from './finding-parts.ts';

const notTried = {
  'no-such-name': 'DNS 返回域名不存在',
  'no-address': '域名没有可以访问的地址',
  'name-unanswered': '域名无法解析',
} as const;

const unconnected = {
  'no-such-name': `未尝试：${notTried['no-such-name']}`,
  'no-address': `未尝试：${notTried['no-address']}`,
  'name-unanswered': `未尝试：${notTried['name-unanswered']}`,
  refused: '连接被拒绝',
  reset: '连接被重置',
  'timed-out': '没有响应',
  unreachable: '没有到达它的路由',
} as const;

function leadsTo(result: DnsResult): string {
  const isFromHostsFile = result.evidence.source === 'hosts-file';
  return `${isFromHostsFile ? 'hosts 文件指定为' : '解析为'} ${addressesOf(result)}`;
}

const UNITS = { seconds: '秒', minutes: '分钟', hours: '小时', days: '天' } as const;

const FAMILY_STATES = {
  works: '正常',
  dead: '不通',
  absent: '未启用',
  'not-measured': '无法检测',
} as const;

function families({ evidence: { v4, v6 } }: IpFamiliesResult): string {
  return `IPv4 ${FAMILY_STATES[v4.state]}，IPv6 ${FAMILY_STATES[v6.state]}`;
}

export const findingsZh: FindingWords = {
  machine: '本机',
  notTried,
  kinds: {
    dns: '域名解析',
    ping: 'ping',
    tcp: 'TCP 连接',
    tls: '证书',
    http: '网页请求',
    quic: 'UDP',
    'ip-families': 'IPv4 和 IPv6',
    proxy: '代理和 VPN',
    clock: '系统时间',
    logs: '日志',
  },
  statuses: {
    ok: '正常',
    blocked: '不通',
    altered: '被改动',
    slow: '缓慢',
    inconclusive: '无法判断',
    failed: '未检测',
  },
  said: {
    dns: {
      resolved: (result) => `${leadsTo(result)}（${sayMs(result.timings.total)}）`,
      'no-such-name': 'DNS 返回域名不存在',
      'no-address': 'DNS 没有给出该域名的地址',
      'no-answer': (result) => `DNS 服务器没有响应（${serversOf(result) ?? '没有配置'}）`,
      'server-failure': (result) => `DNS 服务器返回故障（${serversOf(result) ?? '不明'}）`,
      'fake-address': (result) => `${leadsTo(result)}，属于代理软件虚构的地址`,
      'not-public': (result) => `${leadsTo(result)}，不是公网地址`,
    },
    ping: {
      answered: ({ evidence }) => `有响应（${sayMs(Math.max(...evidence.roundTripsMs))}）`,
      lossy: ({ evidence }) => `发出 ${evidence.sent} 个包，只收到 ${evidence.received} 个`,
      'no-answer': '没有响应，仅凭这一点不能说明问题',
      'no-ping-program': '本机没有 ping 程序',
    },
    tcp: {
      connected: ({ timings }) => `可以连接（${sayMs(timings.connect)}）`,
      'partly-connected': (result) => `可以连接，但 ${failedOf(result)} 不通`,
      ...unconnected,
    },
    tls: {
      trusted: ({ timings }) => `证书由公共机构签发（${sayMs(timings.handshake)}）`,
      'replaced-trusted': (result) => `证书被替换，新证书由“${issuerOf(result)}”签发，本机信任它`,
      'replaced-untrusted': (result) => `证书被替换，新证书由“${issuerOf(result)}”签发，不受信任`,
      'wrong-host': (result) => `证书属于其他名称：${certificateNamesOf(result)}`,
      expired: ({ evidence }) => `证书已过期（${evidence.chain[0]?.validTo ?? '日期不明'}）`,
      'not-yet-valid': ({ evidence }) =>
        `证书尚未生效（生效日期：${evidence.chain[0]?.validFrom ?? '不明'}）`,
      'incomplete-chain': '服务器没有发送完整的证书链',
      'not-tls': '应答的不是 TLS',
      'reset-after-hello': '一报出域名，连接就被重置',
      'closed-after-hello': '一报出域名，连接就被关闭',
      'no-handshake': '连接被接受，之后没有任何应答',
      'handshake-failed': ({ evidence }) => `TLS 握手失败（${evidence.code ?? '原因不明'}）`,
      ...unconnected,
    },
    http: {
      answered: ({ evidence, timings }) =>
        `返回状态码 ${evidence.status ?? '–'}（${sayMs(timings.answer)}）`,
      redirected: ({ evidence }) => `跳转到 ${evidence.location ?? '其他地址'}`,
      'captive-portal': '返回的内容与约定不符，像是网络的认证页面',
      'proxy-login': '代理要求登录（407）',
      'not-http': '应答的不是 HTTP',
      'no-reply': '请求没有得到应答',
      'tls-failed': '未请求：TLS 握手失败，或证书不被接受',
      ...unconnected,
    },
    quic: {
      answered: ({ evidence, timings }) =>
        `UDP 有应答（${evidence.versions.length} 个 QUIC 版本，${sayMs(timings.answer)}）`,
      'answered-otherwise': 'UDP 有应答，但不是 QUIC',
      refused: 'UDP 被拒绝',
      'no-reply': 'UDP 没有应答，仅凭这一点不能说明问题',
      'no-such-name': unconnected['no-such-name'],
      'no-address': unconnected['no-address'],
      'name-unanswered': unconnected['name-unanswered'],
      unreachable: unconnected.unreachable,
    },
    'ip-families': {
      both: families,
      'v4-only': families,
      'v6-only': families,
      neither: families,
      'not-measured': families,
    },
    proxy: {
      none: '没有发现代理或 VPN',
      'tool-present': (result) => `存在，但没有迹象表明正在起作用：${toolsOf(result)}`,
      'tool-in-use': (result) => `正在起作用：${toolsOf(result)}`,
      'system-proxy': (result) => `系统设置了代理：${proxiesOf(result)}`,
      'system-proxy-dead': (result) => `系统设置的代理没有响应：${proxiesOf(result, 'dead')}`,
      'system-proxy-login': (result) =>
        `系统设置的代理要求登录：${proxiesOf(result, 'wants-login')}`,
    },
    clock: {
      right: '系统时间正确',
      off: (result) => {
        const { amount, unit, isAhead } = offsetOf(result);
        return `系统时间${isAhead ? '快了' : '慢了'} ${amount} ${UNITS[unit]}`;
      },
      'no-date': '服务器没有给出时间',
      'no-answer': '无法向服务器询问时间',
    },
    logs: {
      found: ({ evidence }) => `找到 ${evidence.files.length + evidence.leftOut} 个日志文件`,
      'none-in-window': '该时间段没有日志文件',
      'no-folder': '没有找到日志目录',
    },
  },
  notMeasured: {
    'not-allowed': ({ refusal }) =>
      `未检测：${refusal === null ? '不允许' : findingsZh.refusal[refusal]}`,
    broke: ({ error }) => `未检测，检查出错：${error ?? '原因不明'}`,
    'ended-early': () => '未检测：检查提前结束了',
  },
  refusal: {
    malformed: '不是规范的域名、IP 或网址',
    'not-named': '知识库、文本和输入里都没有提到它',
    'not-public': '不是公网地址',
    port: '产品不使用这个端口',
    'local-name': '是局域网内的名称',
  },
};
