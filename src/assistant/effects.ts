import { commandSections } from '../conversation/commands-reply.ts';
import { currentChecks, type Case } from '../conversation/case.ts';
import { writeCode, type PairingCode } from '../companion/pairing-code.ts';
import { note, text, type Reply, type Section } from '../conversation/reply.ts';
import type { Effect } from '../conversation/state.ts';
import { WORDS, type Words } from '../conversation/words.ts';
import { CODE_LIFE_MS } from '../store/pairings.ts';

/** How a device can be paired now. */
export interface PairingOffer {
  /** One that nobody else has. */
  readonly code: PairingCode;
  /** Where companions reach this server, without a slash at the end. */
  readonly server: string;
  /** Whether only this machine reaches it. */
  readonly isLocal: boolean;
}

function saySweep(
  { on, checks }: Extract<Effect, { kind: 'start-sweep' }>,
  current: Case,
): Section[] {
  const { language, places } = current.state;
  const words = WORDS[language];
  switch (on?.kind) {
    case 'here':
      return [note(words.measuringNow(checks.length, on.name))];
    case 'device': {
      const isAbsent = places.devices.some(({ id, isConnected }) => id === on.id && !isConnected);
      const said = isAbsent ? words.askedAbsentDevice : words.askedDevice;
      return [note(said(checks.length, on.name))];
    }
    case undefined: {
      const offersMore = places.here !== null || places.devices.length > 0 || places.pairs;
      return [
        note(offersMore ? words.byHandOnly : words.sweepNotConnected),
        ...commandSections(currentChecks(current), current),
      ];
    }
  }
}

function sayPairing(
  { code, server, isLocal }: PairingOffer,
  { now }: Case,
  words: Words,
): Pick<Reply, 'sections' | 'pairing'> {
  const written = writeCode(code);
  const sections: Section[] = [
    text(words.pairBy(CODE_LIFE_MS / 60_000)),
    {
      kind: 'commands',
      heading: words.pairCommands,
      lines: [
        `${server}/companion/download?code=${written}`,
        `npm start -- companion pair ${written} --server ${server}`,
      ],
    },
    ...(isLocal ? [note(words.pairOnlyHere)] : []),
  ];
  const expiresAt = new Date(now + CODE_LIFE_MS).toISOString();
  return { sections, pairing: { code: written, expiresAt } };
}

/** What is said of an effect: what happens now, or plainly that nothing is connected for it and how to do it by hand. */
export function sayEffect(
  effect: Effect,
  current: Case,
  actions: Reply['actions'],
  pairing: PairingOffer | null,
): Reply[] {
  const words = WORDS[current.state.language];
  switch (effect.kind) {
    case 'start-sweep':
      return [{ sections: saySweep(effect, current), actions }];
    case 'withdraw-sweep':
      return [{ sections: [note(words.stoppedChecks(effect.place))], actions }];
    case 'open-pairing':
      return pairing ? [{ ...sayPairing(pairing, current, words), actions }] : [];
    case 'open-ticket':
      return [{ sections: [note(words.ticketNotConnected)], actions: [] }];
    case 'record-feedback':
      return [];
  }
}
