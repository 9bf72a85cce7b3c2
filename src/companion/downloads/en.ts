import type { Words } from './words.ts';

export const en: Words = {
  title: 'Login Doctor companion',
  lead: 'A small program that checks the network on the computer where the login fails, and tells the result to your support case. It needs no installation and no administrator. It connects to this server, and to those that it shows you before it measures and asks whether it may; it lets nobody connect to your computer.',
  otherLanguage: '中文',
  yourCode: 'Your pairing code',
  codeLabel: 'Pairing code',
  codeHint:
    'The assistant showed it to you in the conversation. With it, the commands below are ready to copy; without it, write it in the place of CODE.',
  noCode:
    'What you entered is no pairing code. One has nine letters and digits, such as CDF-GHJ-KMN; ask your helpdesk to read it out again.',
  fillIn: 'Fill in',
  systems: { windows: 'Windows', macos: 'macOS', linux: 'Linux' },
  platforms: {
    'win-x64': 'Windows 10 and 11',
    'darwin-arm64': 'Mac with an Apple processor (M1 and later)',
    'darwin-x64': 'Mac with an Intel processor',
    'linux-x64': 'Linux on Intel or AMD, 64 bits',
    'linux-arm64': 'Linux on ARM, 64 bits',
  },
  download: 'Download',
  checksum: 'SHA-256',
  compare: 'Compare what you have downloaded',
  compareHint:
    'In the folder with the file, this line shows its SHA-256, which must be the one above:',
  start: {
    windows: 'Then open PowerShell (press the Windows key, type “PowerShell”), and paste:',
    macos: 'Then open Terminal (press ⌘ and space, type “Terminal”), and paste:',
    linux: 'Then open a terminal, and paste:',
  },
  unsigned: {
    windows:
      'The file carries no signature of a publisher, so Windows cannot tell who made it: be sure that your own support has sent you here. The second line removes the mark that it was downloaded, which keeps SmartScreen from stopping it. An antivirus program or a rule of your company may still do so; then ask your IT department. Windows on ARM runs this file too.',
    macos:
      'The file carries no signature of a developer, so macOS refuses to open it as it was downloaded: be sure that your own support has sent you here. The commands remove the mark of the download, and on an Apple processor give the file a signature of this Mac only. If the second line answers “No such xattr”, there was no mark to remove.',
    linux: 'The file carries no signature; its SHA-256 is all there is to compare.',
  },
  whichMac: 'Which Mac it is stands under Apple menu › About This Mac.',
  elsewhere: 'If your browser saves files in another folder, change the first line.',
  notOffered: 'This server does not offer the program for this system.',
  onPhone:
    'The program runs on a computer with Windows, macOS or Linux: open this page on the one where the login fails.',
  otherSystems: 'Other systems',
  noneTitle: 'No program to download here',
  none: 'Whoever runs this server has not built the companion’s executables, so there is nothing to download.',
  checkout: 'From the source code',
  checkoutHint:
    'On a computer with npm and Node 20 or newer, it can be started in the folder that holds the source code of Login Doctor:',
  afterwards: 'What happens then',
  removal:
    'The program names the case and the checks, and asks before it begins. To be rid of it, run it once with the word forget in the place of all the others, and delete the file.',
  plainHttp:
    'This server is reached without encryption, so what you download could be changed on its way. Use it only inside a network that you trust.',
};
