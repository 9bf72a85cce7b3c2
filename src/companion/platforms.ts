/** What the executables are built for: `process.platform` (short for Windows) and `process.arch` of Node. */
export const COMPANION_PLATFORMS = [
  'linux-x64',
  'linux-arm64',
  'win-x64',
  'darwin-x64',
  'darwin-arm64',
] as const;

export type CompanionPlatform = (typeof COMPANION_PLATFORMS)[number];

/** What the executable of a platform is called. */
export function executableName(platform: CompanionPlatform): string {
  return `login-doctor-companion-${platform}${platform.startsWith('win-') ? '.exe' : ''}`;
}

/** Stands beside the executables, as `sha256sum` writes it. */
export const CHECKSUMS = 'SHA256SUMS';
