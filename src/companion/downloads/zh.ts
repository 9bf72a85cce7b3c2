import type { Words } from './words.ts';

export const zh: Words = {
  title: 'Login Doctor 本机检测程序',
  lead: '这个小程序在登录失败的电脑上检测网络，并把结果交给为您处理问题的技术支持。它无需安装，也不需要管理员权限；只连接本服务器，以及检测前列给您看并征得同意的服务器；也不会让任何人连入您的电脑。',
  otherLanguage: 'English',
  yourCode: '您的配对码',
  codeLabel: '配对码',
  codeHint:
    '助手在对话中给出的那一串字符。填写后，下面的命令可以直接复制；不填，请自行替换命令中的 CODE。',
  noCode:
    '输入的内容不是配对码。配对码由九位字母和数字组成，例如 CDF-GHJ-KMN；请让技术支持再念一遍。',
  fillIn: '填入',
  systems: { windows: 'Windows', macos: 'macOS', linux: 'Linux' },
  platforms: {
    'win-x64': 'Windows 10 和 11',
    'darwin-arm64': 'Apple 芯片的 Mac（M1 及以后）',
    'darwin-x64': 'Intel 处理器的 Mac',
    'linux-x64': 'Linux，Intel 或 AMD，64 位',
    'linux-arm64': 'Linux，ARM，64 位',
  },
  download: '下载',
  checksum: 'SHA-256',
  compare: '核对下载的文件',
  compareHint: '在文件所在的文件夹里执行，显示的 SHA-256 应与上面的完全一致：',
  start: {
    windows: '然后打开 PowerShell（按 Windows 键，输入“PowerShell”），粘贴：',
    macos: '然后打开“终端”（按 ⌘ 和空格，输入“终端”），粘贴：',
    linux: '然后打开终端，粘贴：',
  },
  unsigned: {
    windows:
      '这个文件没有发布者签名，Windows 无法得知它出自谁手，所以请确认是贵方的技术支持让您来到这里的。第二行会去掉“从网上下载”的标记，这样 SmartScreen 就不会拦截。杀毒软件或公司的安全策略仍有可能拦截，遇到时请联系贵公司的 IT 部门。ARM 版 Windows 也可以运行这个文件。',
    macos:
      '这个文件没有开发者签名，macOS 不会直接打开刚下载的它，所以请确认是贵方的技术支持让您来到这里的。这些命令会去掉下载标记，在 Apple 芯片上还会给文件加上只对本机有效的签名。如果第二行提示“No such xattr”，说明本来就没有标记。',
    linux: '这个文件没有签名，只能靠 SHA-256 核对。',
  },
  whichMac: '在苹果菜单 ›“关于本机”里可以看到是哪一种 Mac。',
  elsewhere: '如果浏览器把文件存到了别的文件夹，请修改第一行。',
  notOffered: '本服务器没有提供适用于这个系统的程序。',
  onPhone: '这个程序在 Windows、macOS 或 Linux 电脑上运行：请在登录失败的那台电脑上打开本页。',
  otherSystems: '其他系统',
  noneTitle: '这里没有可下载的程序',
  none: '本服务器的维护者没有构建检测程序的可执行文件，所以没有可下载的内容。',
  checkout: '从源代码启动',
  checkoutHint:
    '如果电脑上有 npm 和 Node 20 或更新版本，可以在存放 Login Doctor 源代码的文件夹里启动它：',
  afterwards: '接下来会怎样',
  removal:
    '程序会说明对应的案例和要做的检测，并在开始前征求您的同意。不再需要时，把命令里程序名之后的内容换成 forget 运行一次，再删除这个文件即可。',
  plainHttp: '访问本服务器没有加密，下载的内容在途中有可能被篡改。请只在可信的网络里使用。',
};
