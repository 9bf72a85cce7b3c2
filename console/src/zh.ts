import type { AuditEntryView, JobView } from './api/messages.ts';
import type { MeasuredCounts, Texts, ToldProblem, UnmeasuredStatus } from './texts.ts';

const CHANNELS: Readonly<Record<string, string>> = {
  console: '网页控制台',
  slack: 'Slack',
  teams: 'Teams',
};
const EFFECTS: Readonly<Record<string, string>> = {
  'start-sweep': '请求执行检查。',
  'withdraw-sweep': '已取消检查。',
  'open-pairing': '已生成一次性配对码。',
  'open-ticket': '已转人工。系统没有自动提交工单。',
  'record-feedback': '已记录处理办法是否有效。',
};

const UNMEASURED: Readonly<Record<UnmeasuredStatus, string>> = {
  refused: '拒绝执行检测。',
  aborted: '检测中途停止。',
  expired: '规定时间内没有结果。',
};
/** The reasons that say more than the status. */
const REASONS: Readonly<Record<string, string>> = {
  user: '使用者没有同意。',
  unanswered: '使用者没有答复。',
  policy: '辅助程序不允许检测其中的目标。',
  unsigned: '辅助程序不认可这台服务器的签名。',
  'unknown-pack': '辅助程序不认识这个产品。',
  busy: '辅助程序任务太多。',
  restarted: '辅助程序中途重新启动。',
  stopped: '辅助程序中途停止。',
  revoked: '设备已被撤销授权。',
  withdrawn: '检查已取消。',
};

function sayUnmeasured(status: UnmeasuredStatus, reason: string | null): string {
  return REASONS[reason ?? ''] ?? UNMEASURED[status];
}

const PLATFORMS: Readonly<Record<string, string>> = {
  linux: 'Linux',
  win32: 'Windows',
  darwin: 'macOS',
};
const CONSENTS: Readonly<Record<NonNullable<JobView['consent']>, string>> = {
  person: '使用者已同意',
  remembered: '使用者之前已同意本次排查的检测',
  setting: '无需征求：那台机器设为自动执行',
};

function sayAct(what: AuditEntryView['what'], detail: string): string {
  switch (what) {
    case 'code-refused':
      return detail === 'ticket-locked'
        ? '使用了因多次输错而锁定的配对码'
        : '使用了无效的配对码或令牌';
    case 'enrolled':
      return `让 ${detail} 接入`;
    case 'renamed':
      return `更改了名称：${detail}`;
    case 'shared':
      return detail === 'agents' ? '允许所有坐席使用' : '不再允许其他坐席使用';
    case 'revoked':
      return '撤销了授权';
    case 'forgotten':
      return '要求删除这台设备';
    case 'token-created':
      return `创建了注册令牌“${detail}”`;
    case 'token-revoked':
      return `撤销了注册令牌“${detail}”`;
    case 'asked':
      return `请 ${detail} 进行检测`;
    case 'consented':
      return detail === 'setting' ? '开始检测：设为自动执行' : '开始检测：使用者已同意';
    case 'finished':
      return '发回了检测结果';
    case 'refused':
      return `拒绝：${sayUnmeasured('refused', detail)}`;
    case 'aborted':
      return detail === 'withdrawn' ? '取消了检查' : `中止：${sayUnmeasured('aborted', detail)}`;
    case 'logs-sent':
      return '发来了日志';
    case 'expired':
      return detail === 'lost' ? '检测中途失去联系' : '没有按时开始';
  }
}

const NOT_UNDERSTOOD: ToldProblem = {
  says: '服务器无法读取本页发送的内容。',
  remedy: '请刷新页面；如果仍然出现，请联系服务器的管理人员。',
};
const NOT_NOW: ToldProblem = { says: '服务器正忙，或即将停止。', remedy: '请过几秒再试。' };

function sweepSummary({
  status,
  ended,
  measured,
  of,
  faults,
}: NonNullable<MeasuredCounts['sweep']>): string {
  switch (status) {
    case 'open':
      return '等待设备';
    case 'running':
      return `已完成 ${ended}/${of} 项`;
    case 'finished':
      return `测得 ${measured === of ? of : `${measured}/${of}`} 项 · ${faults === 0 ? '没有发现问题' : `发现 ${faults} 个问题`}`;
    default:
      return '未实测';
  }
}

export const zh: Texts = {
  product: 'Login Doctor',
  skipLink: '跳到正文',
  navigation: '主导航',
  newCase: '新建排查',
  cases: '排查记录',
  devices: '设备',
  knowledge: '知识库',
  language: '语言',
  signedInAs: '当前用户',
  signOut: '退出登录',
  signIn: '登录',
  role: { viewer: '只读', agent: '坐席', admin: '管理员' },
  mayOnlyRead: '您的角色可以查看记录，不能修改。',

  close: '关闭',
  cancel: '取消',
  copy: '复制',
  copyAll: '全部复制',
  copied: '已复制',
  copyRefused: '请手动选中复制',
  allOf: (heading) => `：${heading}`,
  commandCount: (count) => `${count} 条命令`,
  loading: '正在加载…',
  working: '正在处理…',
  tryAgain: '重试',
  more: '显示更多',
  problems: {
    unreachable: { says: '服务器没有响应。', remedy: '请检查网络，然后重试。' },
    'no-json': {
      says: '收到的不是服务器的答复，可能来自中间的代理。',
      remedy: '请过一分钟再试；如果一直如此，请联系服务器的管理人员。',
    },
    'not-signed-in': { says: '您还没有登录。', remedy: '请先登录。' },
    'enter-first': {
      says: '这个浏览器还没有进入控制台。',
      remedy: '请打开服务器启动时显示的地址，该地址每次启动都会更换。',
    },
    'old-address': {
      says: '这个地址属于之前的一次启动。',
      remedy: '请打开服务器最近一次启动时显示的地址。',
    },
    'no-sign-in': {
      says: '这台服务器不需要登录。',
      remedy: '请打开服务器启动时显示的地址。',
    },
    'no-role': {
      says: '您的账号在这里没有角色。',
      remedy: '请让管理员授予 viewer、agent 或 admin 角色，然后重新登录。',
    },
    'sign-in-refused': {
      says: '登录被拒绝。',
      remedy: '请重新登录；如果仍被拒绝，请联系服务器的管理人员。',
    },
    'sign-in-expired': {
      says: '登录用时过长，或是在另一个浏览器里开始的。',
      remedy: '请重新登录。',
    },
    'provider-unreachable': {
      says: '无法连接登录服务。',
      remedy: '请过一分钟再试；如果一直如此，请管理人员检查 CONSOLE_OIDC_ISSUER 和服务器的网络。',
    },
    'not-allowed': {
      says: '您的角色不能执行这个操作。',
      remedy: '请向管理员申请坐席角色，或由坐席来操作。',
    },
    'unknown-host': {
      says: '服务器不使用这个地址里的名称。',
      remedy: '请使用服务器自己的地址，或请管理人员把 PUBLIC_URL 设为这个地址。',
    },
    'cross-site': {
      says: '这个请求来自其他网站。',
      remedy: '请直接打开控制台的地址，再进行操作。',
    },
    'too-many-requests': { says: '短时间内的请求太多。', remedy: '请等一分钟再试。' },
    'unknown-path': { says: '这个地址没有内容。', remedy: '请检查地址，或从排查记录列表开始。' },
    'unknown-case': {
      says: '没有这条记录。',
      remedy: '请在列表里查找。如果设置了保留期限，旧记录会被删除。',
    },
    'unknown-error': { says: '知识库里没有这个错误码。', remedy: '请换个关键词搜索。' },
    'unknown-device': { says: '没有这台设备。', remedy: '请在设备列表里查找。' },
    'unknown-job': {
      says: '没有这个检测任务。',
      remedy: '请在对应的排查记录里查找；记录删除后，任务也随之删除。',
    },
    'unknown-token': { says: '没有这个注册令牌。', remedy: '请在设备页面里查找。' },
    'not-yours': { says: '这台设备不归您管理。', remedy: '请由设备的所有者或管理员操作。' },
    'device-revoked': {
      says: '这台设备刚刚已被撤销授权。',
      remedy: '如果还要使用这台机器，请重新配对。',
    },
    'stale-version': { says: '这条记录已有变动。', remedy: '请刷新页面，再作决定。' },
    busy: NOT_NOW,
    stopping: NOT_NOW,
    'case-full': { says: '这条记录已满。', remedy: '请新建一条；这条的全部内容可以导出。' },
    'store-unavailable': {
      says: '数据库暂时没有响应。',
      remedy: '请过几秒再试；如果一直如此，请联系服务器的管理人员。',
    },
    'not-ready': {
      says: '服务器无法连接数据库。',
      remedy: '请过一分钟再试；如果一直如此，请联系服务器的管理人员。',
    },
    'no-page': { says: '页面尚未构建。', remedy: '请管理人员执行：npm run prepare' },
    internal: {
      says: '服务器内部出错。',
      remedy: '请重试；如果仍然出错，请管理人员查看服务器日志。',
    },
    'bad-request': NOT_UNDERSTOOD,
    'not-json': NOT_UNDERSTOOD,
    'bad-json': NOT_UNDERSTOOD,
    'bad-utf8': NOT_UNDERSTOOD,
    'bad-charset': NOT_UNDERSTOOD,
    'bad-encoding': NOT_UNDERSTOOD,
    'cut-off': { says: '内容没有完整送达。', remedy: '请检查网络，然后重新发送。' },
    'too-large': {
      says: '内容太大。',
      remedy: '很长的文字请作为日志文件选择，不要粘贴；超过 1 GiB 的日志请只保留出错当天。',
    },
    'headers-too-large': {
      says: '浏览器随请求发送的 Cookie 太多。',
      remedy: '请清除这个地址的 Cookie，然后重新打开页面。',
    },
    'too-slow': {
      says: '内容传输时间过长。',
      remedy: '请换更快的网络重新发送，或者只发送出错前后的部分。',
    },
    'bad-http': NOT_UNDERSTOOD,
    'empty-log': { says: '这个文件里没有可以诊断的文字。', remedy: '请选择其他文件。' },
    'binary-input': {
      says: '这个文件不是文本。',
      remedy: '压缩包请先解压；图片请输入其中的文字。',
    },
  },
  notLive: '未实时更新：正在重新连接…',
  nowhere: '没有这个页面',
  nowhereRemedy: '这个地址没有内容，可能输入有误，或内容已不存在。',
  toHome: '新建排查',
  toCases: '查看排查记录',

  homeTitle: '登录为什么失败？',
  pasteTitle: '新建排查',
  pasteLabel: '错误码、回调信息或日志',
  pastePlaceholder:
    '请粘贴 App 或日志里看到的内容，例如\n\nonLogin code: -1018 msg: connect failed https://…',
  pasteHint: '按 Ctrl 或 ⌘ 加回车发送；日志文件大小不限，可以直接拖到框里。',
  noText: '没有可以诊断的文字。请粘贴或输入内容，或选择日志文件。',
  privacy: 'token、密码、手机号和邮箱会先替换再保存；姓名不会替换。',
  privacyDetails: [
    '替换为 ‹token› 一类标记的有：token、密码、密钥等有明确标识的机密值，Cookie、授权码、邮箱、电话号码、居民身份证号，以及地址里夹带的用户名。',
    '原样保留的有：正文里的人名和公司名、域名、网址和 IP 地址。',
    '替换依据的是写法，少见的写法可能漏掉，粘贴前请自行检查。',
  ],
  diagnose: '开始诊断',
  chooseLog: '选择日志文件',
  sending: (file, percent) => `正在上传 ${file}：${percent}%`,
  logRead: (file, size, encoding, whole) =>
    whole
      ? `${file} 已完整读取（${size}，${encoding}）。`
      : `${file} 已读取（${size}，${encoding}）；只保留了有用的行，其余已略去。`,
  recentCases: '最近的记录',
  allCases: '全部记录',
  noCasesYet: '还没有记录。粘贴内容即可开始第一次排查。',

  searchCases: '搜索排查记录',
  searchCasesExample: '关键词、错误码或记录编号',
  statusLabel: '状态',
  everyStatus: '全部',
  noCaseFits: '没有符合条件的记录。',
  casesShown: (count) => `显示 ${count} 条，最近变动的在前`,
  untitled: '尚未粘贴内容',
  caseId: (short) => `编号 ${short}`,
  status: { open: '处理中', escalated: '已转人工', resolved: '已解决', abandoned: '已关闭' },
  channel: (id) => CHANNELS[id] ?? id,

  openedBy: (person) => `由 ${person} 创建`,
  exportCase: '导出 JSON',
  answersIn: '回复语言：',
  movedOn: '这条记录刚才已有变动，您的操作没有提交。下面是最新的情况。',
  newReply: '新回复：',
  lastExchange: '最近一轮对话',
  assistant: 'Login Doctor',
  question: '接下来',
  phase: {
    code: '等待错误码',
    text: '等待回调信息',
    tenant: '等待 SSO 域名',
    fix: '诊断',
    prerequisites: '排查前确认',
    step: '当前步骤',
    advice: '建议',
    where: '选择检测位置',
    measured: '已检测',
    others: '另一个错误',
    escalated: '已转人工',
    resolved: '已解决',
    abandoned: '已关闭，没有结论',
  },
  answer: '回复',
  messageLabel: '您的回复，或更多日志',
  messagePlaceholder: '在这里输入或粘贴',
  send: '发送',
  sendHint: '按 Ctrl 或 ⌘ 加回车发送',
  pastedTexts: '粘贴的内容',
  pastedHint: '这是保存的内容，高亮部分是诊断的依据。',
  pastedNoEvidence: '这是保存的内容。',
  pastedSummary: (count) => `${count} 段`,
  pastedText: (n, of) => (of === 1 ? '粘贴内容原文' : `粘贴的内容，第 ${n} 段，共 ${of} 段`),
  evidenceKind: {
    code: '依据：错误码',
    phrase: '依据：能区分原因的文字',
    url: '依据：网址',
    ip: '依据：IP 地址',
    token: '依据：token',
  },

  diagnosis: '诊断',
  errorName: '名称',
  cause: '原因',
  undecided: '尚未确定，可能是以下之一：',
  fixSteps: (count) => `处理办法 ${count} 条`,
  noDiagnosis: {
    diagnosed: '错误码已识别，但没有读到它的条目。',
    'needs-error-code': '还没有错误码，无法诊断。',
    'unknown-code': '知识库里没有这个错误码，不作推断。',
    'out-of-scope': '这看起来是其他产品的错误。',
    'needs-callback-text': '这个错误码对应多种原因，还缺少回调信息。',
  },
  measuredTitle: '已测与未测',
  measuredSummary: ({ open, told, sweep }) =>
    [
      sweep ? sweepSummary(sweep) : '未实测',
      open > 0 && `计划 ${open} 项`,
      told > 0 && `人工反馈 ${told} 条`,
    ]
      .filter(Boolean)
      .join(' · '),
  measured: 'Login Doctor 实测',
  measuredNothing: (canMeasure) =>
    canMeasure ? '还没有。' : '没有。这台服务器不做检测；对话中可以显示检查命令，由您手动执行。',
  measuredFrom: '检测所在机器：',
  askedOf: '请求检测的机器：',
  toJob: '详情',
  waiting: {
    asking: (place) => `正在征求 ${place} 使用者的同意。`,
    asked: (place) => `正在等待 ${place}。`,
    absent: (place) => `${place} 没有连接。`,
  },
  waitingHint: {
    asking: '对方同意后，检测立即开始。',
    asked: '它已连接，很快就会开始。',
    absent: '检测会等待它上线，请让使用者启动辅助程序。',
  },
  timeLeft: (clock) => `剩余 ${clock}`,
  cameToNothing: (place) => `${place} 没有完成检测。`,
  pairingTitle: '出问题的机器所用的配对码',
  oneTimeCode: '一次性配对码',
  codeOver: '配对码已过期。请重新获取：先选“运行检查”，再选“配对另一台机器”。',
  checksEnded: (ended, of) => `${of} 项检测已完成 ${ended} 项`,
  causesFound: '发现的问题（按处理顺序）',
  noFaultFound: (ok, of) => `没有发现问题，${of} 项检测中 ${ok} 项正常。`,
  noFaultMeans: '时好时坏的故障可能已经自行恢复；没有检测的项目不能排除。',
  moreAmiss: (places) => `另有 ${places} 处有异常`,
  stillRunning: (places) => `${places} 处正在检测`,
  inOrder: (places) => `${places} 处没有问题`,
  checkKind: {
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
  checkStatus: {
    ok: '正常',
    blocked: '不通',
    altered: '被改动',
    slow: '缓慢',
    inconclusive: '无法判断',
    failed: '未检测',
  },
  checkOpen: '检测中',
  path: '从机器到服务器的路径',
  station: {
    machine: '本机',
    names: 'DNS 服务器',
    proxy: '代理或 VPN',
    network: '防火墙与网络',
    endpoints: '服务器',
  },
  stationDevice: '设备',
  stationState: {
    works: '正常',
    broken: '中断',
    altered: '被改动',
    slow: '缓慢',
    unclear: '无法判断',
    unreached: '未到达',
    measuring: '检测中',
    open: '未检测',
  },
  stationEnded: (ended, of) => `${ended}/${of}`,
  stationOk: (ok, of) => `${ok}/${of} 正常`,
  nothingPasses: '到此中断，后面都不通。',
  onlySomePass: '从这里往后只有一部分能通过。',
  told: '人工反馈',
  toldNothing: '还没有任何步骤的结果。',
  notMeasured: '未测',
  notPlannedYet: '原因尚未确定，还没有检查计划。',
  nothingLeft: '没有：计划的检查都测得了结果。',
  nothingPlanned: '这个诊断不需要检查网络。',
  showChecks: (count) => `计划检查 ${count} 项，尚未测得`,
  machineItself: '机器本身',
  runbook: '排查步骤',
  stepState: { done: '已完成', current: '进行中', 'handed-over': '已转交', open: '未完成' },
  stepOf: (n, of) => `第 ${n} 步，共 ${of} 步`,
  timeline: '时间线',
  showEntries: (count) => `显示全部 ${count} 条`,
  showFewer: '只看最近两条',
  did: {
    opened: '创建了记录',
    said: '写道',
    pressed: '选择了',
    replied: '回复',
    effect: '记录',
    undelivered: '未能送达',
    measured: '检测',
    unmeasured: '告知',
    paired: '配对',
  },
  openedIn: (channel) => `来自：${channel}`,
  effect: (effect, place) => {
    if (effect === 'start-sweep' && place !== null) return `请求 ${place} 执行检查。`;
    if (effect === 'withdraw-sweep' && place !== null) return `已取消 ${place} 的检查。`;
    return EFFECTS[effect] ?? effect;
  },
  measuredEntry: (place, checks, faults) =>
    `从 ${place} 检测了 ${checks} 项：${faults === 0 ? '没有发现问题' : `发现 ${faults} 个问题`}`,
  unmeasuredEntry: (place, status, reason) => `${place}：${sayUnmeasured(status, reason)}`,
  pairedEntry: (device) => `${device} 已凭配对码接入。`,
  undelivered: (failure) => `回复没有送达：${failure}`,

  devicesAre:
    '装有辅助程序的机器。辅助程序在那台机器上执行检测，显示检测的内容，并先征得使用者同意。',
  devicesShown: (count) => `${count} 台设备，最近接入的在前`,
  deviceState: { connected: '已连接', absent: '未连接', revoked: '已撤销授权' },
  platform: (id) => PLATFORMS[id] ?? '其他系统',
  program: (version) => `辅助程序 ${version}`,
  beforeChecks: '检测之前',
  userIsAsked: '征求使用者同意，每次排查一次',
  userIsNotAsked: '不征求同意：那台机器设为自动执行',
  mayAsk: '谁可以使用',
  allAgents: '所有坐席',
  nobody: '没有人',
  whoeverWorksOn: (owner) => `${owner === null ? '' : `${owner}，以及`}处理以下记录的坐席：`,
  andMore: (count) => `等，另有 ${count} 条`,
  enrolled: '接入',
  byPerson: (person) => `由 ${person}`,
  byToken: (token) => `凭令牌“${token}”`,
  lastSeen: '最近在线',
  now: '当前在线',
  revokedSince: '撤销时间',
  shareWithAgents: '所有坐席都可以使用',
  revoke: '撤销',
  revokeDevice: (name) => `撤销 ${name} 的授权？`,
  revokeDeviceMeans: [
    '连接立即断开，正在进行和等待的检测随即结束。',
    '此后任何人都不能再使用它，它也不能自行接入。',
    '如果还要使用这台机器，请使用者在上面以 forget 运行辅助程序，然后重新配对。',
  ],
  history: '操作记录',
  noDevices: '还没有设备。设备这样接入：',
  howToPair: [
    '在排查记录中选择“运行检查”，再选择“配对另一台机器”，就会得到一次性配对码。',
    '出问题的使用者打开旁边的地址，或者运行带配对码的命令。',
    '那台机器会出现在这里；使用者同意后，检测随即开始。',
  ],
  howToEnrol: '大批机器可以凭注册令牌接入，令牌在下面创建。',
  howToEnrolAsk: '大批机器可以凭注册令牌接入，令牌由管理员创建。',
  noCompanions:
    '这台服务器不接受辅助程序（COMPANIONS=off），设备无法连接。如需更改，请联系服务器的管理人员。',
  tokens: '注册令牌',
  tokensAre: '有了令牌，大批机器无需逐台使用配对码即可接入，所有坐席都可以使用这些机器。',
  tokenName: '名称',
  tokenNameExample: '用于哪些机器',
  tokenDays: '有效天数',
  tokenMostUses: '设备数上限',
  makeToken: '创建令牌',
  tokenOnce: (name) => `请立即复制令牌“${name}”，它只显示这一次。`,
  onEachMachine: '在每台机器上执行',
  yesMeans: '带上 --yes，检测会直接执行，不征求任何人同意。机器前有人、需要征求同意时，请去掉它。',
  tokenKept: '已保存好',
  tokenState: { usable: '可用', 'used-up': '已用完', expired: '已过期', revoked: '已撤销' },
  tokenUses: (uses, most) => `已接入 ${uses} 台，上限 ${most} 台`,
  goodUntil: '有效期至',
  revokeToken: (name) => `撤销令牌“${name}”？`,
  revokeTokenMeans: [
    '此后机器不能再凭它接入。',
    '已经凭它接入的机器不受影响；如有需要，请逐台撤销授权。',
  ],
  auditTrail: '审计记录',
  auditTrailHint: '谁对设备、检测和令牌做了什么',
  noActs: '还没有记录。',
  act: sayAct,
  job: '设备上的检测',
  stopChecks: '停止检查',
  jobOn: (place) => `${place} 上的检测`,
  jobStatus: {
    open: '等待设备',
    running: '进行中',
    finished: '已完成',
    refused: '已拒绝',
    aborted: '已中止',
    expired: '已过期',
  },
  ofCase: '排查记录',
  asked: '发起',
  consent: '同意',
  consentOf: (consent) => (consent === null ? '尚未同意' : CONSENTS[consent]),
  begun: '开始',
  ended: '结束',

  searchKnowledge: '搜索知识库',
  searchKnowledgeExample: '错误码、名称或现象',
  noErrorFits: '没有匹配的错误码，请换个错误码或关键词。',
  errorsShown: (count) => `${count} 个错误码`,
  kind: { login: '登录', other: '其他', success: '成功' },
  meaning: '含义',
  causesAndFixes: (count) => (count === 0 ? '没有记录原因' : `可能的原因 ${count} 种及处理办法`),
  fromPack: (pack) => `来自 ${pack}`,
  noSuchError: (code) => `知识库里没有错误码 ${code}。`,
};
