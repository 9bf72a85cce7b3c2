import type { FindingWords } from './findings.ts';
import { addressesOf, failedOf, issuerOf, sayMs, toolsOf } from './finding-parts.ts';

const unconnected = {
  'no-such-name': '未尝试：DNS 返回域名不存在',
  'no-address': '未尝试：域名没有可以访问的地址',
  'name-unanswered': '未尝试：域名无法解析',
  refused: '连接被拒绝',
  reset: '连接被重置',
  'timed-out': '没有响应',
  unreachable: '没有到达它的路由',
} as const;

export const findingsZh: FindingWords = {
  machine: '本机',
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
      resolved: (result) => `解析为 ${addressesOf(result)}（${sayMs(result.timings.total)}）`,
      'no-such-name': 'DNS 返回域名不存在',
      'no-address': 'DNS 没有给出该域名的地址',
      'no-answer': 'DNS 服务器没有响应',
      'server-failure': 'DNS 服务器返回故障',
      'fake-address': (result) => `解析为 ${addressesOf(result)}，这是代理软件虚构的地址`,
      'not-public': (result) => `解析为 ${addressesOf(result)}，这不是公网地址`,
    },
    ping: {
      answered: ({ evidence }) => `有响应（${sayMs(Math.max(...evidence.roundTripsMs))}）`,
      lossy: ({ evidence }) => `发出 ${evidence.sent} 个包，只收到 ${evidence.received} 个`,
      'no-answer': 'ping 没有响应，仅凭这一点不能说明问题',
      'no-ping-program': '本机没有 ping 程序',
    },
    tcp: {
      connected: ({ timings }) => `可以连接（${sayMs(timings.connect)}）`,
      'partly-connected': (result) => `可以连接，但 ${failedOf(result)} 不通`,
      ...unconnected,
    },
    tls: {
      trusted: ({ timings }) => `证书是真实的（${sayMs(timings.handshake)}）`,
      'replaced-trusted': (result) => `证书被替换为“${issuerOf(result)}”签发的证书，本机信任它`,
      'replaced-untrusted': (result) => `证书被替换为“${issuerOf(result)}”签发的证书，不受信任`,
      'wrong-host': ({ evidence }) =>
        `应答的是另一台服务器：它的证书属于 ${evidence.names.slice(0, 3).join('、')}`,
      expired: ({ evidence }) => `证书已过期（${evidence.chain[0]?.validTo ?? '日期不明'}）`,
      'not-yet-valid': ({ evidence }) =>
        `证书尚未生效（${evidence.chain[0]?.validFrom ?? '日期不明'} 起）`,
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
      'captive-portal': '返回的内容与约定不符：是网络的认证页面',
      'proxy-login': '代理要求登录（407）',
      'not-http': '应答的不是 HTTP',
      'no-reply': '请求没有得到应答',
      'tls-failed': '没有应答：证书不被接受',
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
      both: 'IPv4 和 IPv6 都正常',
      'v4-only': ({ evidence }) =>
        evidence.v6.state === 'dead' ? 'IPv4 正常，IPv6 不通' : 'IPv4 正常，没有使用 IPv6',
      'v6-only': ({ evidence }) =>
        evidence.v4.state === 'dead' ? 'IPv6 正常，IPv4 不通' : 'IPv6 正常，没有使用 IPv4',
      neither: 'IPv4 和 IPv6 都不通',
      'not-measured': '无法检测',
    },
    proxy: {
      none: '没有发现代理或 VPN',
      'tool-present': (result) => `正在运行，但没有迹象表明在起作用：${toolsOf(result)}`,
      'tool-in-use': (result) => `正在起作用：${toolsOf(result)}`,
      'system-proxy': (result) => `系统设置了代理，可以使用：${toolsOf(result)}`,
      'system-proxy-dead': (result) => `系统设置了代理，但它没有响应：${toolsOf(result)}`,
      'system-proxy-login': (result) => `系统设置了代理，它要求登录：${toolsOf(result)}`,
    },
    clock: {
      right: '系统时间正确',
      off: ({ evidence }) => {
        const seconds = Math.round(Math.abs(evidence.offsetSeconds ?? 0));
        return `系统时间${(evidence.offsetSeconds ?? 0) > 0 ? '快了' : '慢了'} ${seconds} 秒`;
      },
      'no-date': '服务器没有给出时间',
      'no-answer': '没有可以询问时间的服务器',
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
    broke: ({ error }) => `未检测：${error ?? '检查出错'}`,
    'ended-early': () => '未检测：检查提前结束了',
  },
  refusal: {
    malformed: '这不是规范的域名、IP 或网址',
    'not-named': '知识库和文本里都没有这个域名',
    'not-public': '这不是公网地址',
    port: '这不是产品使用的端口',
    'local-name': '这是局域网内的名称',
  },
};
