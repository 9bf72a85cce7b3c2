import type { Words } from './words.ts';

export const en: Words = {
  greeting:
    'I find out why a login failed. Paste what the app or the log shows: the error code, the text, or both. （输入“中文”可切换语言）',
  askCode: (example) =>
    `Which error code did the callback bring, for example ${example}? Paste the line as it is; I leave out tokens and personal data.`,
  askText: 'What is the whole text of the callback, beside the code? Paste it as it is.',
  askTextWhy: 'This code has several causes, and only the callback text tells them apart.',
  askTextAgain:
    'That is the code again. I mean the text that came with it; "skip" if there is none.',
  askTenant: (example) =>
    `What is your company's SSO domain? It is the host of the address that the app opens for the login, for example ${example}.`,
  tenantUnclear: (answer, example) =>
    `"${answer}" is no host name. A host looks like ${example}; the name before the first dot is enough.`,
  tenantForeign: (host, example) =>
    `${host} is no sign-in host of the product that I know. I mean a host such as ${example}; the name before the first dot is enough.`,
  tenantNoted: (hosts) => `I take your sign-in hosts to be ${hosts}.`,
  unknownCode: (code) => `I do not know a code ${code}, so I cannot say what it means.`,
  isItOne: 'Could it be one of these?',
  noErrorFound: 'I find no error code in this.',
  withoutCode:
    "The code stands in the callback of the login: in the app's log, in its error message, or with its developers. A description of what happens helps too; and a person can look at it without a code.",
  onlySuccess: (code) =>
    `${code} reports success. If something failed all the same, there must be another code.`,
  outOfScope: (product) =>
    `This does not look like an error of this SDK. It looks like ${product}.`,
  outOfScopeMarker: (callback) =>
    `If it did come from this SDK, paste the line that names ${callback}.`,
  didItHelp: 'Does the login work now?',
  walkNow: 'Shall we go through the steps together?',
  prerequisitesQuestion: 'Before anything is measured: are these done?',
  whatHappened: 'What was the result?',
  othersQuestion: (error) => `The text holds another error: ${error}. Shall we look at it too?`,
  othersFound: 'Also in the text',
  newErrorNoted: (error) =>
    `I have noted ${error} as well. Often it only follows from the first; we can look at it afterwards.`,
  addedNothingNew: 'I have added this to the case. It changes nothing in the diagnosis.',
  caseFull: 'This case holds as much text as it can. Say "start again" for a new one, or "person".',
  cutShort:
    'The text was too long to keep whole: I keep the lines that matter, with some around them.',
  notHere: 'That does not fit here.',
  nothingBefore: 'There is nothing to go back to.',
  languageSet: 'We go on in English.',
  corrected: (code) => `Understood, not ${code}.`,
  ownedBy: (owner) => `Owner of the fix: ${owner}`,
  escalated: (owner) => `This goes to ${owner}.`,
  escalatedAlready: 'A person has been asked for already. What you add stays with the case.',
  kept: 'I keep it with the case.',
  ticketNeeds: 'What the ticket must hold',
  logFolders: 'Where the logs are',
  answerCame: 'When the answer is there, choose what it says:',
  resolved: 'Good. The case is closed as solved; paste something new at any time.',
  abandoned: 'The case is closed without a result. Paste something new at any time.',
  undecided:
    'Without the callback text I cannot tell which of these it is. Try them in this order.',
  possibleCauses: 'What it can be',
  stillMissing: 'Still to be answered',
  cause: 'Cause',
  confidence: 'Sure of the code',
  owner: 'Owner of the fix',
  kindOfProblem: 'Kind',
  category: {
    network: 'network',
    token: 'token',
    usage: 'use of the SDK or the account',
    vendor: 'vendor',
  },
  sure: (confidence) =>
    confidence >= 0.95 ? 'certain' : confidence >= 0.85 ? 'very likely' : 'likely',
  notALogin: 'This is not a login error.',
  fixes: 'What to do',
  evidence: 'What speaks for it',
  line: (line, quote) => `line ${line}: ${quote}`,
  tokenMilliseconds: (mark) => `${mark} gives its times in milliseconds`,
  tokenBornExpired: (mark) => `${mark} ends before it begins`,
  foreignCode: (code, product) => `${code} is not from this SDK but from ${product}`,
  tokenExpired: (mark, time) => `${mark} expired at ${time}`,
  tokenValid: (mark, time) => `${mark} is valid until ${time}`,
  checksPlanned: (count, hasLogs) =>
    `${count} checks on the affected machine belong to this${hasLogs ? "; later on, the SDK's logs may be wanted too" : ''}. The diagnosis above rests on the text alone.`,
  endpoints: 'Addresses to try',
  yourTenant: '<your company>',
  namedInText: 'Named in the text',
  error: 'Error',
  platform: 'Platform',
  reportsOnly: (purpose) => `${purpose}; reports only`,
  byHand: (platform) => `By hand on ${platform}`,
  notByHand: (checks) => `No command of the system can replace these checks: ${checks}.`,
  nothingToCheck: 'There is nothing to measure at this point.',
  sweepNotConnected:
    'Automatic checks are not connected here yet. Run these commands on the affected machine:',
  andMore: (count) => `and ${count} more`,
  measuredEvidence: 'What was measured',
  measuredTable: 'Every check',
  measuredCount: 'Measured',
  measuredOf: (measured, planned) =>
    measured === planned ? `all ${planned} checks` : `${measured} of ${planned} checks`,
  notCarriedOut: (count, reasons) =>
    `${count === 1 ? 'One check was' : `${count} checks were`} not carried out: ${reasons.join('; ')}.`,
  reasonOf: (reason, count) => `${reason} (${count})`,
  nothingFound: (measured) => `No fault found in ${measured} checks`,
  nothingFoundMeans:
    'Everything that was measured works now. A fault that comes and goes may have healed; what was not measured is not ruled out.',
  nothingFoundForSure:
    'The results show no fault that I know, but not all of them are as they should be: see below.',
  nothingShown: (blocked, measured) =>
    `No fault is shown, but ${blocked} of ${measured} checks did not go well`,
  nothingMeasured: 'Nothing was measured',
  nothingMeasuredMeans: 'So nothing can be said of the network. Why not stands below.',
  stopsNoLogin: (title) => `Beside it, and no reason for a failed login: ${title}`,
  rootStopsNoLogin:
    'By itself this should not stop a login (inferred from what these addresses are for).',
  undeterminedHeading: 'Not clear, or not measured',
  nextStep: (title) => `Next in the runbook: ${title}`,
  measuredFrom: 'Measured from',
  measuringNow: (count, place) =>
    `${count} checks are running on ${place}, side by side; that takes up to a quarter of a minute. The result comes here.`,
  logsTitle: 'Logs of the last 24 hours',
  logFiles: 'Files',
  logFile: (bytes, modified) => `${bytes} bytes, ${modified}`,
  logPreview: 'The first lines as they would leave this machine, redacted',
  logsStay: 'Nothing has left this machine, and nothing was written.',
  logsPacked: (file) => `Written to ${file}, redacted. Read it before you send it to anybody.`,
  whereTitle: 'Where should the checks run?',
  whereQuestion:
    'On the machine whose login fails, if you can: only there do they show what is wrong. A companion program runs them there; its user is asked first and sees each check.',
  onThisMachine: (name) => `This machine (${name})`,
  moreDevices: 'There are more devices: write a part of the name of the one you mean.',
  noSuchDevice: (sought) =>
    `No device that you may ask has “${sought}” in its name, so I take it as a note.`,
  severalDevices: (sought) =>
    `Several devices have “${sought}” in their names. Choose one, or write more of its name.`,
  onDevice: (name, system) => `${name} (${system === null ? '' : `${system}, `}connected)`,
  onAbsentDevice: (name, system) =>
    `${name} (${system === null ? '' : `${system}, `}not connected now)`,
  askedDevice: (count, device) =>
    `${count} checks have been asked of ${device}. Its user is asked first, unless the machine is set to run them at once. The result comes here.`,
  askedAbsentDevice: (count, device) =>
    `${device} is not connected now. The ${count} checks wait for it for a quarter of an hour: let its user start the companion. The result comes here.`,
  devicePaired: (device) => `${device} is paired now, and can run the checks.`,
  pairBy: (minutes) =>
    `On the affected machine, open the address and do what the page says: it has the program and the command for it. The second line does the same in a checkout of Login Doctor. The code works once, for ${minutes} minutes. The checks begin when the machine is paired and its user has agreed.`,
  pairCommands: 'Pair the affected machine',
  pairOnlyHere:
    'This server can be reached from this machine only. For others, its operator sets HOST and PUBLIC_URL.',
  byHandOnly: 'Run these commands on the affected machine, and tell me what they show:',
  notMeasuredOn: (place) => `${place} did not run the checks.`,
  cameLate: (place) =>
    `What ${place} measured has come now, too late for the checks that were waited for. It shows the network as it was when the checks ran.`,
  unmeasured: {
    refused: 'Its companion refused them.',
    aborted: 'They were broken off before their end. You can ask for them again.',
    expired:
      'Nothing came from it in time. Is it switched on, is the companion running, and can it reach this server? You can ask for them again, or choose another way.',
    user: 'Its user said no.',
    unanswered: 'Its user was asked and gave no answer. Tell them, and ask again.',
    policy: 'Its companion allows no such target, and refused all of it.',
    unsigned: "Its companion does not accept this server's signature. Pair the machine again.",
    'unknown-pack': 'Its companion does not know this product: it is older than this server.',
    busy: 'It has too many other checks to run. Ask again in a few minutes.',
    restarted: 'Its companion was started anew in the middle. You can ask for them again.',
    stopped: 'Its companion was stopped in the middle. You can ask for them again.',
    revoked: 'It may not be asked any more: somebody has revoked it.',
    withdrawn: 'They were called off from here.',
  },
  stillMeasuring: 'The checks are running already; the result comes here.',
  stoppedChecks: (place) =>
    `The checks on ${place} are called off. Its companion is told so and stops; one that is away is told when it is back.`,
  pairingAlone:
    'No checks will begin when the machine is paired. Its code lets it in all the same, until it runs out.',
  nothingToStop: 'No device has been asked for checks that could be stopped.',
  awaitingFindings: (place) => `Waiting for the new checks of ${place}`,
  lastFindings: 'Found last',
  worksMeanwhile:
    'The new result comes here and takes the place of the last one. Does the login work meanwhile?',
  findingsCame: (place, minutes) =>
    minutes === 0
      ? `The results of ${place} have arrived.`
      : `The results of ${place} have arrived, ${minutes === 1 ? 'a minute' : `${minutes} minutes`} after they were asked for.`,
  checking: (count) => `Measuring from this machine: ${count} checks, side by side.`,
  ticketNotConnected:
    'No ticket system is connected here yet, so nothing was sent. Hand the case over yourself, with the points below.',
  help: [
    'paste an error code, a callback text or a piece of the log',
    '"back" one step back, "start again" a new case, "skip" leave a question out',
    '"person" hand the case over to support',
    '"中文" or "English" change the language, "bye" end',
  ],
  actions: {
    solved: 'It works now',
    'not-solved': 'It did not help',
    walk: 'Go through the steps',
    'run-checks': 'Run the checks',
    'stop-checks': 'Stop the checks',
    'pair-device': 'Pair another machine',
    'by-hand': 'Show the commands',
    skip: 'Skip',
    back: 'Back',
    restart: 'Start again',
    person: 'Talk to a person',
    help: 'Help',
    done: 'All of this is done',
    'next-error': 'Look at it',
    finish: 'No, that was all',
  },
  runHere: 'Run the checks from this machine',
  showCommands: 'Show the commands',
  missing: (prerequisite) => `Not yet: ${prerequisite}`,
  commands: {
    yes: ['yes', 'y', 'yep', 'ok', 'okay', 'sure'],
    no: ['no', 'n', 'nope'],
    solved: ['solved', 'it works', 'it works now', 'works now', 'fixed', 'that helped'],
    'not-solved': [
      'not solved',
      'still fails',
      'still not working',
      'it did not help',
      "it didn't help",
      'same error',
      'still the same',
    ],
    walk: ['walk', 'steps', 'go on', 'continue', 'next'],
    'run-checks': ['run checks', 'run the checks', 'check', 'checks', 'commands'],
    'stop-checks': ['stop the checks', 'stop checks', 'cancel the checks', 'cancel checks'],
    skip: ['skip', 'skip it', "i don't know", 'i do not know', "don't know", 'no idea', 'none'],
    back: ['back', 'go back', 'undo'],
    restart: ['start again', 'start over', 'restart', 'new case', 'reset'],
    person: ['person', 'human', 'agent', 'support', 'escalate', 'ticket'],
    help: ['help', '?', 'what can you do'],
    abandon: ['bye', 'quit', 'exit', 'stop', 'cancel', 'never mind'],
    english: ['english', 'in english', 'english please'],
    chinese: ['chinese', 'in chinese', 'chinese please'],
  },
  personWithin: [
    'a person',
    'a human',
    'an agent',
    'real person',
    'talk to someone',
    'talk to somebody',
  ],
  corrections: [
    'no,',
    'no it',
    'no -',
    'sorry',
    'wrong',
    'actually',
    'i meant',
    'correction',
    'not that',
  ],
};
