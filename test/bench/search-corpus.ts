import type { SearchEntry } from '../../src/knowledge/search.ts';

/** A misspelt question, and the entry that its writer has in mind. */
export interface Question {
  readonly query: string;
  readonly expected: string;
}

type Random = (below: number) => number;

/** Whole numbers below a bound, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

function pick<T>(items: readonly T[], random: Random): T {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

type Term = readonly [en: string, zh: string];

/** "en|zh" a line. */
function terms(table: string): Term[] {
  return table
    .trim()
    .split('\n')
    .flatMap((line) => line.trim().split(/\s*;\s*/))
    .map((term) => {
      const [en = '', zh = ''] = term.split('|');
      return [en, zh];
    });
}

const SUBJECTS = terms(`
  access token|访问令牌; ID token|身份令牌; refresh credential|刷新凭证; login session|登录会话; SSO ticket|单点登录票据
  proxy server|代理服务器; root certificate|根证书; domain resolver|域名解析器; signalling channel|信令通道; media stream|媒体流
  meeting room|会议室; shared screen|共享屏幕; cloud recording|云录制; breakout group|分组讨论; whiteboard|互动白板
  virtual background|虚拟背景; microphone|麦克风; camera driver|摄像头驱动; loudspeaker|扬声器; contact list|通讯录
  calendar event|日程; webinar|网络研讨会; waiting area|等候室; cloud disk|云盘; chat message|聊天消息
  live broadcast|直播; invitation link|邀请链接; participant|参会成员; host key|主持人密钥; user profile|用户资料
  organisation|企业组织; licence quota|许可证额度; paired device|配对设备; plug-in|插件; video layout|画面布局
  subtitle|字幕; interpreter|同声传译; poll|投票; attachment|附件; diagnostic log|诊断日志
  configuration|配置文件; local database|本地数据库; memory cache|内存缓存; push notification|推送通知; edge gateway|边缘网关
  firewall rule|防火墙规则; account|账号; password|密码; phone number|手机号码; captcha|验证码`);

const ACTIONS = terms(`
  verification|校验; initialisation|初始化; creation|创建; renewal|续期; upload|上传; download|下载; parsing|解析
  encryption|加密; decryption|解密; binding|绑定; unbinding|解绑; synchronisation|同步; registration|注册
  subscription|订阅; negotiation|协商; handshake|握手; lookup|查询; routing|路由; switchover|切换; rendering|渲染
  encoding|编码; decoding|解码; startup|启动; shutdown|停止; resumption|恢复; suspension|暂停; deletion|删除
  update|更新; import|导入; export|导出; playback|播放; authorisation|授权; installation|安装; migration|迁移
  rollback|回滚; backup|备份; dispatch|分发; forwarding|转发; locking|锁定; compression|压缩; reconnection|重连
  signature|签名; assignment|分配; transfer|转让; preview|预览`);

const FAILURES = terms(`
  failed|失败; timed out|超时; refused|被拒绝; expired|已过期; not supported|不支持; not found|不存在
  already exists|已存在; exceeded the limit|超出上限; not permitted|没有权限; interrupted|被中断; conflicting|有冲突
  busy|繁忙; corrupted|已损坏; incomplete|不完整; too frequent|过于频繁; cancelled by user|被用户取消
  malformed|格式错误; duplicated|重复提交; disabled by administrator|被管理员禁用; out of memory|内存不足
  disk full|磁盘已满; unreachable|无法到达; network lost|网络断开; version mismatch|版本不匹配; revoked|已吊销
  unknown reason|原因未知; blocked|被拦截; overloaded|过载; pending approval|等待审批; wrong order|顺序错误
  empty result|结果为空; clock skewed|时钟偏差; region restricted|地区受限; quota used up|配额用尽
  parameter missing|缺少参数; parameter invalid|参数无效; not initialised|未初始化; deadlocked|死锁
  checksum wrong|校验和不符; redirected|被重定向; throttled|被限流; frozen|被冻结; in maintenance|维护中
  unauthenticated|未认证; inconsistent|数据不一致; truncated|被截断`);

const PLACES = terms(`
  on Windows|在 Windows 上; on macOS|在 macOS 上; on Android phones|在安卓手机上; on iPad|在 iPad 上
  inside the company network|在公司内网; behind a VPN|连着 VPN 时; on mobile data|使用移动数据时; after an upgrade|升级之后
  in the browser|在浏览器里; at the first start|首次启动时; after standby|休眠唤醒后; on a shared computer|在公用电脑上`);

const TOTAL = SUBJECTS.length * ACTIONS.length * FAILURES.length;
/** Shares no factor with TOTAL, so that steps of this size come by every combination once. */
const STRIDE = 61_403;

interface Fault {
  readonly subject: Term;
  readonly action: Term;
  readonly failure: Term;
}

/** The n-th fault; up to TOTAL (103,500) all of them differ, and neighbours have little in common. */
function faultAt(n: number): Fault {
  const at = (n * STRIDE) % TOTAL;
  const term = (table: readonly Term[], index: number): Term => {
    const found = table[index % table.length];
    if (!found) throw new Error('an empty table');
    return found;
  };
  return {
    subject: term(SUBJECTS, at),
    action: term(ACTIONS, Math.floor(at / SUBJECTS.length)),
    failure: term(FAILURES, Math.floor(at / SUBJECTS.length / ACTIONS.length)),
  };
}

function camel(text: string): string {
  return text.replace(/(?:^|[ -])(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function titleEn({ subject, action, failure }: Fault): string {
  return `${subject[0]} ${action[0]} ${failure[0]}`;
}

function titleZh({ subject, action, failure }: Fault): string {
  return `${subject[1]}${action[1]}${failure[1]}`;
}

const SYMPTOMS = terms(`
  PLACE users report WHAT and have to sign in again|PLACE用户反馈WHAT，需要重新登录
  The app shows WHAT PLACE, a restart does not help|应用PLACE提示WHAT，重启无效
  The log says WHAT, seen PLACE|日志中出现WHAT，多见于PLACE
  WHAT: the page stays white PLACE|WHAT，页面PLACE一直白屏`);

function symptoms(fault: Fault, random: Random): string[] {
  const [en, zh] = pick(SYMPTOMS, random);
  const [placeEn, placeZh] = pick(PLACES, random);
  return [
    en.replace('WHAT', titleEn(fault)).replace('PLACE', placeEn),
    zh.replace('WHAT', titleZh(fault)).replace('PLACE', placeZh),
  ];
}

/** `size` entries (100,000 at most) like those of an SDK's error table: a name, two titles and two symptoms each. */
export function entriesOf(size: number): SearchEntry[] {
  const random = randomFrom(size);
  return Array.from({ length: size }, (_, n) => {
    const fault = faultAt(n);
    return {
      id: String(-1000 - n),
      texts: [
        `kTMSDKError${camel(titleEn(fault))}`,
        titleEn(fault),
        titleZh(fault),
        ...symptoms(fault, random),
      ],
    };
  });
}

/** Pairs of characters: the right one, and one of the same or nearly the same sound that an input method offers. */
const HOMOPHONES = new Map(
  (
    '登灯 录陆 令另 牌排 证正 书输 校效 验检 失施 败拜 超抄 时是 误吴 错措 网往 络落 过国 期其 帐账 账帐 号好 密秘 码马 ' +
    '会汇 议义 室是 共公 享想 屏平 幕木 云运 制治 分份 组祖 讨套 论伦 板版 虚需 拟你 背被 景境 麦卖 克客 风封 摄射 像象 ' +
    '头投 驱区 动东 扬洋 声生 器气 通同 讯训 日曰 程成 研言 等登 候后 盘判 聊撩 天添 消销 息西 直值 播拨 邀要 请清 链连 ' +
    '接结 参餐 成程 员元 主住 持迟 钥药 用永 户护 资姿 料聊 企起 业页 织职 许须 可克 额饿 度杜 配陪 对队 设社 备倍 插差 ' +
    '件建 布步 局居 字自 翻番 投头 票漂 附复 诊枕 断段 志至 置制 文闻 本奔 地的 数树 据具 库裤 内那 存村 缓换 推腿 送宋 ' +
    '边编 缘原 关管 防房 火伙 墙强 规归 则责 手首 机几 代带 理里 服福 务物 根跟 域欲 名明 解姐 析西 信新 道到 媒没 体替 ' +
    '流留 初出 始使 化话 创闯 建键 续序 上尚 传船 下夏 载在 加家 绑邦 定订 步布 注住 册侧 订定 阅月 协写 商上 握我 查察 ' +
    '询寻 路陆 由有 切且 换幻 渲宣 染然 编边 启起 停听 止只 恢灰 复付 暂站 删山 除出 更跟 新心 导到 入如 出初 放房 授受 ' +
    '权全 安按 装庄 迁千 移宜 回会 滚棍 备被 发法 转专 锁索 压押 缩所 重从 签千 拒具 绝决 支只 在再 限线 没每 中种 冲充 ' +
    '突图 繁烦 忙茫 损孙 坏怀 整正 频品 取去 格各 式事 提题 交教 管官 禁近 足组 满慢 无吴 到道 版板 匹皮 吊掉 销消 知只 ' +
    '拦蓝 截节 待带 审深 批披 顺瞬 结节 果过 空控 偏片 差查 区去 受收 尽进 缺却 少烧 效笑 死四 符福 冻动 维为 护户 认人 致至'
  )
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

/** The keys of a keyboard in rows: what stands beside a letter is what is hit by mistake. */
const KEYBOARD = 'qwertyuiop asdfghjkl zxcvbnm';

/** One slip in a Latin word: a letter left out, doubled, swapped with the next, or hit beside. */
function slipOfKey(word: string, random: Random): string {
  const at = 1 + random(word.length - 2);
  const [before, letter, next, after] = [
    word.slice(0, at),
    word.charAt(at),
    word.charAt(at + 1),
    word.slice(at + 2),
  ];
  switch (random(4)) {
    case 0:
      return before + next + after;
    case 1:
      return before + letter + letter + next + after;
    case 2:
      return before + next + letter + after;
    default:
      return before + KEYBOARD.charAt(KEYBOARD.indexOf(letter.toLowerCase()) + 1) + next + after;
  }
}

/** Slips in about two long words of three; at times a space is missing too. */
function misspellEn(text: string, random: Random): string {
  const words = text
    .split(' ')
    .map((word) => (word.length > 3 && random(3) > 0 ? slipOfKey(word, random) : word));
  if (words.length > 2 && random(5) === 0) words.splice(1, 2, words.slice(1, 3).join(''));
  return words.join(' ');
}

/** A homophone in about one character of five, at least one; at times a character is missing, or two swapped. */
function misspellZh(text: string, random: Random): string {
  const characters = Array.from(text);
  const wrong = random(characters.length);
  const written = characters.map((character, at) =>
    at === wrong || random(8) === 0 ? (HOMOPHONES.get(character) ?? character) : character,
  );
  const at = random(written.length - 1);
  switch (random(5)) {
    case 0:
      written.splice(at, 1);
      break;
    case 1:
      written.splice(at, 2, written[at + 1] ?? '', written[at] ?? '');
      break;
  }
  return written.join('');
}

/** The n-th way of asking: the even ones in English, the odd ones in Chinese. */
function questionOn(fault: Fault, n: number, random: Random): string {
  const [placeEn, placeZh] = pick(PLACES, random);
  switch (n % 8) {
    case 0:
    case 6:
      return misspellEn(titleEn(fault), random).toLowerCase();
    case 2:
      return camel(misspellEn(titleEn(fault), random));
    case 4:
      return misspellEn(`${titleEn(fault)} ${placeEn}`, random);
    case 5:
      return misspellZh(`${placeZh}${titleZh(fault)}`, random);
    default:
      return misspellZh(titleZh(fault), random);
  }
}

/** `count` misspelt questions, every other one Chinese, each on one of the first `size` entries. */
export function questionsOn(size: number, count: number, seed = 1): Question[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, n) => {
    const about = random(size);
    return { query: questionOn(faultAt(about), n, random), expected: String(-1000 - about) };
  });
}
