import type { AuditEntryView, JobView } from './api/messages.ts';
import type { MeasuredCounts, Texts, ToldProblem, UnmeasuredStatus } from './texts.ts';

const CHANNELS: Readonly<Record<string, string>> = {
  console: 'console',
  slack: 'Slack',
  teams: 'Teams',
};
const EFFECTS: Readonly<Record<string, string>> = {
  'start-sweep': 'Checks were asked for.',
  'withdraw-sweep': 'The checks were called off.',
  'open-pairing': 'A one-time code was made, to pair a machine.',
  'open-ticket': 'Handed over to a person. No ticket was sent by itself.',
  'record-feedback': 'Noted whether the fix helped.',
};

const UNMEASURED: Readonly<Record<UnmeasuredStatus, string>> = {
  refused: 'the checks were refused.',
  aborted: 'the checks were broken off.',
  expired: 'nothing came in time.',
};
/** The reasons that say more than the status. */
const REASONS: Readonly<Record<string, string>> = {
  user: 'its user said no.',
  unanswered: 'its user gave no answer.',
  policy: 'its companion allows no such target.',
  unsigned: 'its companion does not accept this server’s signature.',
  'unknown-pack': 'its companion does not know this product.',
  busy: 'its companion had too much to do.',
  restarted: 'its companion was started anew in the middle.',
  stopped: 'its companion was stopped in the middle.',
  revoked: 'the device was revoked.',
  withdrawn: 'the checks were called off.',
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
  person: 'Its user agreed',
  remembered: 'Its user had agreed before, in the same case',
  setting: 'None needed: the machine is set to run checks without asking',
};

function sayAct(what: AuditEntryView['what'], detail: string): string {
  switch (what) {
    case 'code-refused':
      return detail === 'ticket-locked'
        ? 'tried a code that is locked after too many wrong ones'
        : 'tried a code or a token that is not good';
    case 'enrolled':
      return `let ${detail} in`;
    case 'renamed':
      return `changed its name: ${detail}`;
    case 'shared':
      return detail === 'agents' ? 'let all agents ask it' : 'lets other agents ask it no more';
    case 'revoked':
      return 'revoked it';
    case 'forgotten':
      return 'wanted to be forgotten';
    case 'token-created':
      return `made the enrolment token “${detail}”`;
    case 'token-revoked':
      return `revoked the enrolment token “${detail}”`;
    case 'asked':
      return `asked ${detail} for checks`;
    case 'consented':
      return detail === 'setting'
        ? 'began: set to run checks without asking'
        : 'began: its user agreed';
    case 'finished':
      return 'sent what was found';
    case 'refused':
      return `refused: ${sayUnmeasured('refused', detail)}`;
    case 'aborted':
      return detail === 'withdrawn'
        ? 'called the checks off'
        : `broke off: ${sayUnmeasured('aborted', detail)}`;
    case 'logs-sent':
      return 'sent its logs';
    case 'expired':
      return detail === 'lost' ? 'was lost in the middle' : 'did not begin in time';
  }
}

const NOT_UNDERSTOOD: ToldProblem = {
  says: 'The server could not read what this page sent.',
  remedy: 'Reload the page. If it happens again, tell whoever runs the server.',
};
const NOT_NOW: ToldProblem = {
  says: 'The server is busy or about to stop.',
  remedy: 'Try again in a few seconds.',
};

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function sweepSummary({
  status,
  ended,
  measured,
  of,
  faults,
}: NonNullable<MeasuredCounts['sweep']>): string {
  switch (status) {
    case 'open':
      return 'waiting for the device';
    case 'running':
      return `${ended} of ${of} ended`;
    case 'finished':
      return `${measured === of ? of : `${measured} of ${of}`} measured · ${faults === 0 ? 'no fault' : counted(faults, 'fault', 'faults')}`;
    default:
      return 'nothing measured';
  }
}

export const en: Texts = {
  product: 'Login Doctor',
  skipLink: 'Skip to the content',
  navigation: 'Main',
  newCase: 'New case',
  cases: 'Cases',
  devices: 'Devices',
  knowledge: 'Knowledge',
  language: 'Language',
  signedInAs: 'Signed in as',
  signOut: 'Sign out',
  signIn: 'Sign in',
  role: { viewer: 'viewer', agent: 'agent', admin: 'admin' },
  mayOnlyRead: 'Your role may read cases, but not change them.',

  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copyAll: 'Copy all',
  copied: 'Copied',
  copyRefused: 'Select and copy it by hand',
  allOf: (heading) => `of: ${heading}`,
  commandCount: (count) => counted(count, 'command', 'commands'),
  loading: 'Loading…',
  working: 'Working…',
  tryAgain: 'Try again',
  more: 'Show more',
  problems: {
    unreachable: {
      says: 'The server does not answer.',
      remedy: 'Check the connection, then try again.',
    },
    'no-json': {
      says: 'Something between this page and the server answered in its place.',
      remedy: 'Try again in a minute. If it stays so, tell whoever runs the server.',
    },
    'not-signed-in': { says: 'You are not signed in.', remedy: 'Sign in to go on.' },
    'enter-first': {
      says: 'This browser has not come in yet.',
      remedy: 'Open the address that the server printed when it started. It is new at each start.',
    },
    'old-address': {
      says: 'This address is of an earlier start.',
      remedy: 'Open the address that the server printed at its last start.',
    },
    'no-sign-in': {
      says: 'Nobody signs in to this server.',
      remedy: 'Open the address that the server printed when it started.',
    },
    'no-role': {
      says: 'Your account has no role here.',
      remedy:
        'Ask an administrator for one of the roles viewer, agent or admin, then sign in again.',
    },
    'sign-in-refused': {
      says: 'The sign-in was refused.',
      remedy: 'Sign in again. If it is refused again, tell whoever runs the server.',
    },
    'sign-in-expired': {
      says: 'The sign-in took too long, or was begun in another browser.',
      remedy: 'Sign in again.',
    },
    'provider-unreachable': {
      says: 'The sign-in service cannot be reached.',
      remedy:
        'Try again in a minute. If it stays so, whoever runs the server checks CONSOLE_OIDC_ISSUER and the server’s network.',
    },
    'not-allowed': {
      says: 'Your role does not allow this.',
      remedy: 'Ask an administrator for the role of an agent, or let an agent do it.',
    },
    'unknown-host': {
      says: 'The server does not go by the name in this address.',
      remedy:
        'Use the server’s own address, or let whoever runs it set PUBLIC_URL to this address.',
    },
    'cross-site': {
      says: 'The request came from another site.',
      remedy: 'Open this console by its own address and do it there.',
    },
    'too-many-requests': {
      says: 'Too many requests in a short time.',
      remedy: 'Wait a minute, then try again.',
    },
    'unknown-path': {
      says: 'There is nothing at this address.',
      remedy: 'Check the address, or start from the list of cases.',
    },
    'unknown-case': {
      says: 'There is no such case.',
      remedy: 'Look it up in the list. Old cases are deleted after a while where that is set.',
    },
    'unknown-error': {
      says: 'The knowledge base has no such code.',
      remedy: 'Search for it by other words.',
    },
    'unknown-device': {
      says: 'There is no such device.',
      remedy: 'Look it up in the list of devices.',
    },
    'unknown-job': {
      says: 'There is no such job.',
      remedy: 'Look it up in its case. The jobs of a case are deleted with it.',
    },
    'unknown-token': {
      says: 'There is no such enrolment token.',
      remedy: 'Look it up in the list of devices.',
    },
    'not-yours': {
      says: 'This device is not yours.',
      remedy: 'Let its owner or an administrator do it.',
    },
    'device-revoked': {
      says: 'This device was revoked in the meantime.',
      remedy: 'To use the machine again, pair it anew.',
    },
    'stale-version': {
      says: 'The case has moved on in the meantime.',
      remedy: 'Reload the page and decide anew.',
    },
    busy: NOT_NOW,
    stopping: NOT_NOW,
    'case-full': {
      says: 'This case holds as much as it can.',
      remedy: 'Open a new case; the export has everything of this one.',
    },
    'store-unavailable': {
      says: 'The database does not answer at the moment.',
      remedy: 'Try again in a few seconds. If it stays so, tell whoever runs the server.',
    },
    'not-ready': {
      says: 'The server cannot reach its database.',
      remedy: 'Try again in a minute. If it stays so, tell whoever runs the server.',
    },
    'no-page': {
      says: 'The page was not built.',
      remedy: 'Whoever runs the server runs: npm run prepare',
    },
    internal: {
      says: 'Something went wrong in the server.',
      remedy: 'Try again. If it fails again, whoever runs the server looks into its log.',
    },
    'bad-request': NOT_UNDERSTOOD,
    'not-json': NOT_UNDERSTOOD,
    'bad-json': NOT_UNDERSTOOD,
    'bad-utf8': NOT_UNDERSTOOD,
    'bad-charset': NOT_UNDERSTOOD,
    'bad-encoding': NOT_UNDERSTOOD,
    'cut-off': {
      says: 'What was sent did not arrive whole.',
      remedy: 'Check the connection, then send it again.',
    },
    'too-large': {
      says: 'This is too large.',
      remedy:
        'Choose a long text as a log file instead of pasting it; cut a log of more than 1 GiB to the day of the failure.',
    },
    'headers-too-large': {
      says: 'The browser sends too many cookies with its requests.',
      remedy: 'Delete the cookies of this address, then open the console again.',
    },
    'too-slow': {
      says: 'It took too long to arrive.',
      remedy: 'Send it again over a faster connection, or only the part around the failure.',
    },
    'bad-http': NOT_UNDERSTOOD,
    'empty-log': {
      says: 'There is no text to diagnose in this file.',
      remedy: 'Choose another file.',
    },
    'binary-input': {
      says: 'This file is not a text.',
      remedy: 'Unpack an archive first, and type what a picture shows.',
    },
  },
  notLive: 'Not live: reconnecting…',
  nowhere: 'There is no such page',
  nowhereRemedy: 'Nothing is at this address. It may be mistyped, or of something that is gone.',
  toHome: 'Start a new case',
  toCases: 'To the list of cases',

  homeTitle: 'Why did the login fail?',
  pasteTitle: 'New case',
  pasteLabel: 'Error code, callback text or log',
  pastePlaceholder:
    'Paste what the app or the log shows, for example\n\nonLogin code: -1018 msg: connect failed https://…',
  pasteHint: 'Ctrl or ⌘ with Enter sends. A log file of any size can be dropped on the box.',
  noText: 'There is no text to diagnose. Paste or type something, or choose a log file.',
  privacy:
    'Tokens, passwords, phone numbers and mail addresses are replaced before the text is kept; names are not.',
  privacyDetails: [
    'Replaced by marks such as ‹token›: tokens, passwords, keys and other values that announce a secret, cookies, authorisation codes, mail addresses, phone numbers, Chinese identity card numbers, and the user name inside of an address.',
    'Kept as they are: names of people and companies in running text, host names, web and IP addresses.',
    'It goes by how things are written, so an unusual writing can be missed. Look over what you paste.',
  ],
  diagnose: 'Diagnose',
  chooseLog: 'Choose a log file',
  sending: (file, percent) => `Sending ${file}: ${percent}%`,
  logRead: (file, size, encoding, whole) =>
    whole
      ? `${file} was read whole (${size}, ${encoding}).`
      : `${file} was read (${size}, ${encoding}); the lines that matter were kept, the rest was left out.`,
  recentCases: 'Recent cases',
  allCases: 'All cases',
  noCasesYet: 'No case yet. The first one begins with what you paste.',

  searchCases: 'Search the cases',
  searchCasesExample: 'Words, a code, or a case’s id',
  statusLabel: 'Status',
  everyStatus: 'Any',
  noCaseFits: 'No case fits.',
  casesShown: (count) => `${counted(count, 'case', 'cases')} shown, latest change first`,
  untitled: 'Nothing pasted yet',
  caseId: (short) => `Case ${short}`,
  status: { open: 'Open', escalated: 'Handed over', resolved: 'Solved', abandoned: 'Closed' },
  channel: (id) => CHANNELS[id] ?? id,

  openedBy: (person) => `Opened by ${person}`,
  exportCase: 'Export as JSON',
  answersIn: 'Answers in:',
  movedOn: 'The case had moved on in the meantime, so nothing was sent. This is how it stands now.',
  newReply: 'New reply:',
  lastExchange: 'Said last',
  assistant: 'Login Doctor',
  question: 'What comes next',
  phase: {
    code: 'Error code wanted',
    text: 'Callback text wanted',
    tenant: 'SSO domain wanted',
    fix: 'Diagnosis',
    prerequisites: 'Before measuring',
    step: 'Step at hand',
    advice: 'Advice',
    where: 'Where to measure',
    measured: 'Measured',
    others: 'Another error',
    escalated: 'Handed over',
    resolved: 'Solved',
    abandoned: 'Closed without a result',
  },
  answer: 'Answer',
  messageLabel: 'Your answer, or more of the log',
  messagePlaceholder: 'Type or paste here',
  send: 'Send',
  sendHint: 'Ctrl or ⌘ with Enter sends',
  pastedTexts: 'What was pasted',
  pastedHint: 'As it is kept. Marked is what the diagnosis rests on.',
  pastedNoEvidence: 'As it is kept.',
  pastedSummary: (count) => counted(count, 'text', 'texts'),
  pastedText: (n, of) => (of === 1 ? 'Pasted text' : `Pasted text ${n} of ${of}`),
  evidenceKind: {
    code: 'Evidence: the error code',
    phrase: 'Evidence: a phrase that decides the cause',
    url: 'Evidence: a web address',
    ip: 'Evidence: an IP address',
    token: 'Evidence: a token',
  },

  diagnosis: 'Diagnosis',
  errorName: 'Name',
  cause: 'Cause',
  undecided: 'Not decided yet. It can be one of these:',
  fixSteps: (count) => counted(count, 'fix step', 'fix steps'),
  noDiagnosis: {
    diagnosed: 'The error is known, but its entry could not be read.',
    'needs-error-code': 'No error code yet, so nothing is diagnosed.',
    'unknown-code': 'The code is not in the knowledge base, so nothing is claimed about it.',
    'out-of-scope': 'This looks like another product’s error.',
    'needs-callback-text': 'The code has several causes; the callback text is still missing.',
  },
  measuredTitle: 'Measurements',
  measuredSummary: ({ open, told, sweep }) =>
    [
      sweep ? sweepSummary(sweep) : 'nothing measured',
      open > 0 && `${open} planned`,
      told > 0 && `${told} told`,
    ]
      .filter(Boolean)
      .join(' · '),
  measured: 'Measured by Login Doctor',
  measuredNothing: (canMeasure) =>
    canMeasure
      ? 'Nothing yet.'
      : 'Nothing. This server does not measure; the assistant shows the commands to run by hand.',
  measuredFrom: 'Measured from',
  askedOf: 'Asked of',
  toJob: 'Details',
  waiting: {
    asking: (place) => `The user of ${place} is being asked.`,
    asked: (place) => `Waiting for ${place}.`,
    absent: (place) => `${place} is not connected.`,
  },
  waitingHint: {
    asking: 'The checks begin when they agree.',
    asked: 'It is connected and begins when it can.',
    absent: 'The checks wait for it: let its user start the companion.',
  },
  timeLeft: (clock) => `${clock} left`,
  cameToNothing: (place) => `${place} did not run the checks.`,
  pairingTitle: 'Code for the affected machine',
  oneTimeCode: 'one-time code',
  codeOver:
    'The code has expired. Ask for a new one: “Run the checks”, then “Pair another machine”.',
  checksEnded: (ended, of) => `${ended} of ${counted(of, 'check', 'checks')} ended`,
  causesFound: 'What was found, in the order of mending',
  noFaultFound: (ok, of) => `No fault found. ${ok} of ${counted(of, 'check', 'checks')} ok.`,
  noFaultMeans:
    'A fault that comes and goes may have healed; what was not measured is not ruled out.',
  moreAmiss: (places) => `${counted(places, 'more place', 'more places')} with findings`,
  stillRunning: (places) => `${counted(places, 'place is', 'places are')} still being measured`,
  inOrder: (places) => `${counted(places, 'place', 'places')} without a fault`,
  checkKind: {
    dns: 'name',
    ping: 'ping',
    tcp: 'connection',
    tls: 'certificate',
    http: 'web request',
    quic: 'UDP',
    'ip-families': 'IPv4 and IPv6',
    proxy: 'proxies and VPNs',
    clock: 'clock',
    logs: 'logs',
  },
  checkStatus: {
    ok: 'ok',
    blocked: 'blocked',
    altered: 'altered',
    slow: 'slow',
    inconclusive: 'unclear',
    failed: 'not measured',
  },
  checkOpen: 'under way',
  path: 'The path from the machine to the servers',
  station: {
    machine: 'This machine',
    names: 'Name server',
    proxy: 'Proxy or VPN',
    network: 'Firewall, network',
    endpoints: 'Servers',
  },
  stationDevice: 'The device',
  stationState: {
    works: 'OK',
    broken: 'Broken',
    altered: 'Altered',
    slow: 'Slow',
    unclear: 'Not clear',
    unreached: 'Not reached',
    measuring: 'Measuring',
    open: 'Not measured',
  },
  stationEnded: (ended, of) => `${ended} of ${of}`,
  stationOk: (ok, of) => `${ok} of ${of} ok`,
  nothingPasses: 'Nothing passes on from here.',
  onlySomePass: 'Only a part passes on from here.',
  told: 'Told by a person',
  toldNothing: 'No result of a step yet.',
  notMeasured: 'Not measured',
  notPlannedYet: 'Nothing is planned while the cause is open.',
  nothingLeft: 'Nothing: every planned check was measured.',
  nothingPlanned: 'This diagnosis needs no check of the network.',
  showChecks: (count) => `${counted(count, 'planned check', 'planned checks')}, not measured`,
  machineItself: 'the machine itself',
  runbook: 'Runbook',
  stepState: { done: 'Done', current: 'Now', 'handed-over': 'Handed over', open: 'Open' },
  stepOf: (n, of) => `Step ${n} of ${of}`,
  timeline: 'Timeline',
  showEntries: (count) => `Show all ${count}`,
  showFewer: 'Show the last two',
  did: {
    opened: 'opened the case',
    said: 'wrote',
    pressed: 'chose',
    replied: 'answered',
    effect: 'noted',
    undelivered: 'could not deliver',
    measured: 'measured',
    unmeasured: 'told',
    paired: 'paired',
  },
  openedIn: (channel) => `In: ${channel}`,
  effect: (effect, place) => {
    if (effect === 'start-sweep' && place !== null) return `Checks were asked of ${place}.`;
    if (effect === 'withdraw-sweep' && place !== null)
      return `The checks of ${place} were called off.`;
    return EFFECTS[effect] ?? effect;
  },
  measuredEntry: (place, checks, faults) =>
    `${counted(checks, 'check', 'checks')} from ${place}: ${faults === 0 ? 'no fault found' : counted(faults, 'fault found', 'faults found')}`,
  unmeasuredEntry: (place, status, reason) => `${place}: ${sayUnmeasured(status, reason)}`,
  pairedEntry: (device) => `${device} came in by the code.`,
  undelivered: (failure) => `The reply did not arrive: ${failure}`,

  devicesAre:
    'Machines with a companion: a small program that runs the checks there, shows what it runs, and asks its user first.',
  devicesShown: (count) => `${counted(count, 'device', 'devices')}, newest first`,
  deviceState: { connected: 'Connected', absent: 'Not connected', revoked: 'Revoked' },
  platform: (id) => PLATFORMS[id] ?? 'another system',
  program: (version) => `companion ${version}`,
  beforeChecks: 'Before checks',
  userIsAsked: 'Its user is asked, once for each case',
  userIsNotAsked: 'Nobody is asked: the machine is set so',
  mayAsk: 'May be asked by',
  allAgents: 'All agents',
  nobody: 'Nobody',
  whoeverWorksOn: (owner) =>
    owner === null ? 'Whoever works on' : `${owner}, and whoever works on`,
  andMore: (count) => `and ${count} more`,
  enrolled: 'Came in',
  byPerson: (person) => `by ${person}`,
  byToken: (token) => `by the token “${token}”`,
  lastSeen: 'Last seen',
  now: 'Now',
  revokedSince: 'Revoked',
  shareWithAgents: 'All agents may ask it',
  revoke: 'Revoke',
  revokeDevice: (name) => `Revoke ${name}?`,
  revokeDeviceMeans: [
    'Its connection ends at once, and so do the checks that it was asked for.',
    'Nobody can ask it any more, and it cannot come in again by itself.',
    'To use the machine again, its user runs the companion with “forget” there, and you pair it anew.',
  ],
  history: 'History',
  noDevices: 'No device yet. This is how one gets here:',
  howToPair: [
    'In a case, choose “Run the checks”, then “Pair another machine”. A one-time code comes.',
    'The affected user opens the address that stands beside it, or runs the command with the code.',
    'The machine appears here, and the checks of the case begin when its user has agreed.',
  ],
  howToEnrol: 'Many machines at once come in by an enrolment token, which is made below.',
  howToEnrolAsk: 'Many machines at once come in by an enrolment token; administrators make them.',
  noCompanions:
    'This server takes no companions (COMPANIONS=off), so no device can connect. Whoever runs it can change that.',
  tokens: 'Enrolment tokens',
  tokensAre:
    'With a token, the machines of a fleet come in without a code for each. Every agent may ask them.',
  tokenName: 'Name',
  tokenNameExample: 'Which machines it is for',
  tokenDays: 'Good for days',
  tokenMostUses: 'Most devices',
  makeToken: 'Make a token',
  tokenOnce: (name) => `Copy the token “${name}” now: it is shown this once.`,
  onEachMachine: 'On each machine of the fleet',
  yesMeans:
    'With --yes the checks run there without asking anybody. Leave it out where a person sits in front of the machine who is to be asked.',
  tokenKept: 'I have kept it',
  tokenState: { usable: 'Usable', 'used-up': 'Used up', expired: 'Expired', revoked: 'Revoked' },
  tokenUses: (uses, most) => `${uses} of ${counted(most, 'device', 'devices')} came in`,
  goodUntil: 'until',
  revokeToken: (name) => `Revoke the token “${name}”?`,
  revokeTokenMeans: [
    'No further machine comes in by it.',
    'Machines that came in by it stay; revoke them one by one where that is wanted.',
  ],
  auditTrail: 'Audit trail',
  auditTrailHint: 'who did what with devices, checks and tokens',
  noActs: 'Nothing yet.',
  act: sayAct,
  job: 'Checks on a device',
  stopChecks: 'Stop the checks',
  jobOn: (place) => `Checks on ${place}`,
  jobStatus: {
    open: 'Waiting for the device',
    running: 'Running',
    finished: 'Finished',
    refused: 'Refused',
    aborted: 'Broken off',
    expired: 'Expired',
  },
  ofCase: 'Case',
  asked: 'Asked',
  consent: 'Consent',
  consentOf: (consent) => (consent === null ? 'None given' : CONSENTS[consent]),
  begun: 'Begun',
  ended: 'Ended',

  searchKnowledge: 'Search the knowledge base',
  searchKnowledgeExample: 'A code, a name, or what is seen',
  noErrorFits: 'No error fits. Try a code, or other words.',
  errorsShown: (count) => counted(count, 'error', 'errors'),
  kind: { login: 'Login', other: 'Other', success: 'Success' },
  meaning: 'What it means',
  causesAndFixes: (count) =>
    count === 0
      ? 'No cause is recorded'
      : `${counted(count, 'possible cause', 'possible causes')}, with fixes`,
  fromPack: (pack) => `From ${pack}`,
  noSuchError: (code) => `The knowledge base has no code ${code}.`,
};
