// What `llmspell kernel COMMAND --help` says. Control thread.

import type { CommandHelp } from '../help.js';
import type { KernelCommand } from './option-table.js';

export const KERNEL_HELP: Readonly<Record<KernelCommand, CommandHelp>> = {
  start: {
    usage: 'llmspell kernel start [OPTIONS]',
    summary: 'start a kernel',
    text: 'It stays in the foreground unless --daemon is given: Ctrl+C interrupts what runs, Ctrl+\\ or llmspell kernel stop ends it. Limits hold for each session, permissions for all of them; clients can only narrow both.',
    examples: [
      ['llmspell kernel start --daemon', 'in the background; prints the id'],
      ['llmspell kernel start --id work --max-memory 256MB --deny-all', 'named, and held back'],
      ['llmspell kernel start --daemon --idle-timeout 1h', 'ends when nobody needs it'],
      ['llmspell kernel start --ip 0.0.0.0 --port 5555', 'for other machines: ports 5555 to 5559'],
    ],
    hasScriptOptions: false,
  },
  stop: {
    usage: 'llmspell kernel stop [ID ...|--all] [--force]',
    summary: 'stop kernels',
    text: 'Asks the kernel to end, then its process (SIGTERM). What runs gets a moment to finish. Without an ID it stops the kernel that was connected to last, or the only one.',
    examples: [
      ['llmspell kernel stop', 'the only one'],
      ['llmspell kernel stop work', 'by its id, or the beginning of it'],
      ['llmspell kernel stop work --force', 'and kill it if it does not end'],
      ['llmspell kernel stop --all', 'every kernel of this user'],
    ],
    hasScriptOptions: false,
  },
  status: {
    usage: 'llmspell kernel status [ID]',
    summary: 'show what a kernel is doing',
    text: '',
    examples: [
      ['llmspell kernel status', 'uptime, memory, sessions, clients'],
      ['llmspell kernel status work --output json', 'for programs'],
      ['llmspell kernel status --watch', 'again every second'],
    ],
    hasScriptOptions: false,
  },
  list: {
    usage: 'llmspell kernel list',
    summary: 'list the kernels that run',
    text: 'What kernels that have died left behind is removed.',
    examples: [
      ['llmspell kernel list', 'a line each'],
      ['llmspell kernel list --output json', 'for programs'],
    ],
    hasScriptOptions: false,
  },
  connect: {
    usage: 'llmspell kernel connect [ID|HOST:PORT|FILE]',
    summary: 'check a kernel, and make it the one that is meant without an ID',
    text: '',
    examples: [
      ['llmspell kernel connect work', 'by its id'],
      ['llmspell kernel connect localhost:5555', 'by a port'],
      ['llmspell kernel connect ./kernel-from-elsewhere.json', 'by its connection file'],
    ],
    hasScriptOptions: false,
  },
  restart: {
    usage: 'llmspell kernel restart [ID]',
    summary: 'end a kernel and start it again with the same options',
    text: 'Its sessions begin anew; id, ports and key stay, so that clients find it again.',
    examples: [['llmspell kernel restart work', 'by its id']],
    hasScriptOptions: false,
  },
  logs: {
    usage: 'llmspell kernel logs [ID] [--follow]',
    summary: 'show the log of a kernel',
    text: 'Kernels with --daemon or --log-file have one. It stays when the kernel has died.',
    examples: [
      ['llmspell kernel logs work', 'all of it'],
      ['llmspell kernel logs -f', 'and what is added'],
    ],
    hasScriptOptions: false,
  },
  install: {
    usage: 'llmspell kernel install [--user|--sys-prefix|--prefix FOLDER] [--name NAME]',
    summary: 'make Jupyter know the kernel',
    text: '',
    examples: [
      ['llmspell kernel install', 'for this user'],
      ['llmspell kernel install --sys-prefix', 'for the Python environment that is active'],
      ['llmspell kernel install --prefix /usr/local', 'for all users'],
    ],
    hasScriptOptions: false,
  },
  uninstall: {
    usage: 'llmspell kernel uninstall [--user|--sys-prefix|--prefix FOLDER] [--name NAME]',
    summary: 'undo install',
    text: '',
    examples: [['llmspell kernel uninstall', 'for this user']],
    hasScriptOptions: false,
  },
  service: {
    usage: 'llmspell kernel service [OPTIONS]',
    summary: 'print a unit for systemd that starts a kernel',
    text: 'Takes the options of start.',
    examples: [
      ['llmspell kernel service --id main > ~/.config/systemd/user/llmspell.service', 'write it'],
      ['systemctl --user enable --now llmspell', 'start it now and at every login'],
    ],
    hasScriptOptions: false,
  },
};
