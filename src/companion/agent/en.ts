import type { CompanionWords } from './words.ts';

export const en: CompanionWords = {
  pairing: (server) => `Pairing this machine with ${server} …`,
  paired: (server) =>
    `This machine is paired with ${server}. That server may ask for network checks from now on; run it with "forget" to end that.`,
  knownAs: (name, shortId) =>
    `This machine calls itself ${name}. From others of that name, the helpdesk tells it by #${shortId}.`,
  connected: (server) => `Connected to ${server}.`,
  waiting: 'Waiting for checks to be asked for. Ctrl+C stops.',
  lost: (seconds) => `No connection; trying again in ${seconds} s.`,
  lostBecause: (error) => `(${error})`,
  drained: (seconds) => `The server is being started anew; back in ${seconds} s.`,
  unattended: 'Set to run checks without asking (--yes).',
  nobodyToAsk:
    'Nobody can be asked here, because this is no terminal: checks will wait, and lapse. Start it in a terminal, or with --yes.',
  asks: (requester, shortCase) =>
    `${requester} asks for network checks of this machine (case ${shortCase}).`,
  asksMeasures: (checks) =>
    `${checks} checks, about a quarter of a minute. They look up names, open connections, and look at certificates:`,
  asksKnown: "of the product's and your company's servers:",
  asksForeign: 'of servers that the error text named:',
  asksControl: "of the helpdesk's own, which shows whether UDP gets through:",
  asksOthers: 'of servers that show whether there is a way out at all:',
  asksMachine:
    'and at this machine: its proxy settings, names of running proxy and VPN programs, network adapters of tunnels, whether IPv4 and IPv6 work, and its clock.',
  asksNever:
    'Nothing is changed, no command from outside is run, and no file is sent; should logs be wanted, you are shown them and asked again. The results go to that server.',
  question: 'Run these checks? Yes holds for a day, for this case and these servers. (yes/no) ',
  yes: ['y', 'yes', 'ok', 'sure'],
  no: ['n', 'no'],
  neither: 'Please answer yes or no.',
  tooLate: 'Nobody waits for an answer any more.',
  begun: {
    person: 'The checks run now:',
    remembered: 'The checks run now, as you agreed for this case:',
    setting: 'The checks run now, without asking, as this machine is set:',
  },
  refused: {
    user: 'Nothing was run.',
    unanswered: 'Nothing was run, because nobody answered.',
    policy: 'A request was refused: it asks for something that this program does not allow.',
    unsigned: "A request was refused: it does not carry your server's signature.",
    expired: 'A request was refused: it is too old.',
    replayed: 'A request was refused: it was meant for another connection.',
    malformed: 'A request was refused: it cannot be understood.',
    'unknown-pack': 'A request was refused: this program is too old for it.',
    busy: 'A request was refused: too many are waiting.',
  },
  refusedAbout: (about) => `(${about})`,
  aborted: {
    restarted: 'Checks of an earlier start were broken off.',
    stopped: 'The checks were broken off.',
    withdrawn:
      'The helpdesk has called these checks off. Those that had ended may have been sent, each as it ended; no more results are sent.',
    failed: 'The checks could not be run.',
  },
  sent: 'The results go to the server, which is told again until it has them. After an hour they come late, but they are still taken.',
  delivered: 'The server has the results.',
  logsQuestion: 'Send these logs to the server? (yes/no) ',
  noLogs: 'The helpdesk asked for the logs of the last 24 hours as well, and none were found.',
  logsPacked: 'The logs are on their way, redacted.',
  logsSent: 'The server has the logs.',
  stopping: 'Stopping …',
  away: {
    'bad-message': 'The server does not understand this program.',
    'unknown-kind': 'The server does not understand this program.',
    unexpected: 'The server does not understand this program.',
    'too-large': 'The server does not take messages of that size.',
    'too-fast': 'The server was sent too much.',
    'too-slow': 'The connection is too slow for the server.',
    'too-late': 'The server gave up waiting.',
    'too-many': 'The server has too many connections.',
    'other-protocol':
      'This program is too old or too new for that server. Download it anew from there.',
    'bad-proof':
      'The server does not accept the key of this machine. Run "companion forget", and pair it again.',
    'unknown-device':
      'The server does not know this machine. Run "companion forget", and pair it again.',
    revoked:
      'The server does not let this machine in any more. Ask your helpdesk; to come back, it takes "companion forget" and a new code.',
    'bad-ticket':
      'The code or token is wrong, used up, or has run out (a code does after ten minutes). Check it, or ask for a new one.',
    'ticket-locked': 'Too many wrong codes were tried. Ask for a new one, and wait ten minutes.',
    elsewhere:
      'The same machine is connected a second time, perhaps by another start of this program.',
    forgotten: 'The server has forgotten this machine.',
    trouble: 'The server has trouble of its own.',
    impostor:
      'This is not the server that the machine was paired with: it shows another key. Ask your helpdesk before you go on; if the server was set up anew, run "companion forget", and pair again.',
  },
  logEmpty: 'Nothing has been asked of this machine yet.',
  logged: {
    paired: 'paired with the server',
    asked: 'checks asked for',
    consented: 'agreed to',
    refused: 'refused',
    finished: 'finished',
    aborted: 'broken off',
    'logs-agreed': 'logs agreed to',
    'logs-sent': 'logs sent',
    'logs-refused': 'logs not sent',
    'server-refused': 'sent away by the server',
  },
  loggedConsent: {
    person: 'by the person here',
    remembered: 'as agreed before',
    setting: 'by the setting of this machine',
  },
  loggedLogs: {
    none: 'there were none',
    'not agreed': 'they were not agreed to',
    'nobody to ask': 'nobody could be shown them',
  },
  loggedFor: (requester, shortCase) => `${requester}, case ${shortCase}`,
  forgotten: 'Keys and data of this machine are removed here, and the server has revoked it.',
  forgottenHereOnly:
    'Keys and data of this machine are removed here. The server could not be told; ask your helpdesk to revoke the device.',
  nothingToForget: 'This machine is not paired; there is nothing to forget.',
};
