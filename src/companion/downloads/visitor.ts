import type { CompanionPlatform } from '../platforms.ts';

/** The systems of desktop computers that there are executables for. */
export const SYSTEMS = ['windows', 'macos', 'linux'] as const;
export type System = (typeof SYSTEMS)[number];

/** What a browser tells of the machine that it runs on. */
export interface Browser {
  /** The header Sec-CH-UA-Platform, which only some send, and only over HTTPS. */
  readonly platformHint?: string | undefined;
  readonly userAgent?: string | undefined;
}

const BY_HINT: Readonly<Record<string, System>> = {
  '"Windows"': 'windows',
  '"macOS"': 'macos',
  '"Linux"': 'linux',
};

/** The system that the page is looked at with; null for a telephone, a tablet, or where nothing tells. */
export function systemOf({ platformHint, userAgent = '' }: Browser): System | null {
  if (platformHint !== undefined && platformHint !== '""') return BY_HINT[platformHint] ?? null;
  if (/Android|iPhone|iPad|HarmonyOS|OpenHarmony|CrOS/.test(userAgent)) return null;
  if (userAgent.includes('Windows NT')) return 'windows';
  if (userAgent.includes('Macintosh')) return 'macos';
  return userAgent.includes('Linux') ? 'linux' : null;
}

/** In the order in which they are shown. For a Mac no browser tells the processor, and most have Apple's own. */
const OF_SYSTEM: Readonly<Record<System, readonly CompanionPlatform[]>> = {
  windows: ['win-x64'],
  macos: ['darwin-arm64', 'darwin-x64'],
  linux: ['linux-x64', 'linux-arm64'],
};

/** The platforms of a system, the one that the browser names first. */
export function platformsOf(
  system: System,
  { userAgent = '' }: Browser,
): readonly CompanionPlatform[] {
  const platforms = OF_SYSTEM[system];
  const onArm = system === 'linux' && /aarch64|arm64/i.test(userAgent);
  return onArm ? platforms.toReversed() : platforms;
}
