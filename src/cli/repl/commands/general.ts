// Commands about the prompt itself: help, settings, the session, leaving. Control thread.

import { SpellError } from '../../../base/errors.js';
import type { Candidate } from '../edit/menu.js';
import { THEMES } from '../screen/styles.js';
import type { ReplSettings } from '../settings.js';
import type { Command } from './command.js';
import { helpOnCommand, overview } from './help.js';
import { parseSetting, SETTING_NAMES, settingText, valuesOf } from './setting-table.js';

export const generalCommands: readonly Command[] = [
  {
    names: ['help', 'h', '?'],
    group: 'general',
    usage: '[COMMAND|NAME]',
    summary: 'explains a command, or a name of Lua',
    examples: [
      ['.help', 'all commands'],
      ['.help load', 'one command'],
      ['.help string.format', 'a function'],
    ],
    run: async (context, argument) => {
      const { commands, layout } = context;
      if (argument === '') return context.say(overview(commands, layout));
      const help = helpOnCommand(commands, argument, layout) ?? (await context.about(argument, argument.length));
      if (help === undefined) throw new SpellError('USAGE', `nothing is known of '${argument}'`);
      return context.say(help);
    },
    complete: ({ commands }) =>
      commands.map(({ names, summary }) => ({ text: names[0], kind: 'command', note: summary })),
  },
  {
    names: ['exit', 'quit', 'q'],
    group: 'general',
    usage: '',
    summary: 'leaves, as Ctrl+D does',
    examples: [['.exit', 'what ran in memory is gone']],
    run: async () => ({ leave: 0 }),
  },
  {
    names: ['clear', 'cls'],
    group: 'general',
    usage: '',
    summary: 'clears the screen, as Ctrl+L does',
    examples: [['.clear', 'variables stay']],
    run: async (context) => context.clearScreen(),
  },
  {
    names: ['set'],
    group: 'general',
    usage: '[NAME [VALUE]]',
    summary: 'shows what can be set, or sets it',
    examples: [
      ['.set', 'all of it'],
      ['.set theme light', 'for a bright background'],
      ['.set status off', 'no line below the prompt'],
      ['.set keys vi', 'its modes, motions and operators'],
      ['.set secrets sk-\\w+ password', 'inputs with these are not kept'],
    ],
    run: async (context, argument) => {
      const [, name = '', value = ''] = /^(\S*)\s*([^]*)$/.exec(argument)!;
      if (value === '') return context.say(settingText(context.settings, name));
      parseSetting(context.settings, name, value);
      context.settingsChanged();
    },
    complete: (_context, argument) => {
      const [name = '', value] = argument.split(/\s+/);
      if (value === undefined) return settingNames();
      return SETTING_NAMES.includes(name) ? valuesOf(name).map((text) => ({ text, kind: 'value' })) : [];
    },
  },
  {
    names: ['unset'],
    group: 'general',
    usage: 'NAME',
    summary: 'sets something to what it was at the start',
    examples: [['.unset theme', 'as the configuration has it']],
    run: async (context, name) => {
      valuesOf(name);
      Object.assign(context.settings, { [name]: context.firstSettings[name as keyof ReplSettings] });
      context.settingsChanged();
    },
    complete: settingNames,
  },
  {
    names: ['theme'],
    group: 'general',
    usage: '[NAME]',
    summary: 'changes the colours',
    examples: [['.theme light', 'for a bright background']],
    run: async (context, argument) => {
      if (argument === '') return context.say(settingText(context.settings, 'theme'));
      parseSetting(context.settings, 'theme', argument);
      context.settingsChanged();
    },
    complete: () => Object.keys(THEMES).map((text) => ({ text, kind: 'theme' })),
  },
  {
    names: ['info', 'session'],
    group: 'general',
    usage: '',
    summary: 'says which kernel and session this is, what it has done, and where that is kept',
    examples: [['.info', 'kernel, session, runs']],
    run: async (context) => context.say(await context.infoText()),
  },
  {
    names: ['kernel'],
    group: 'general',
    usage: '',
    summary: 'shows the state of the kernel',
    examples: [['.kernel', 'its sessions and clients']],
    run: async (context) => context.say(JSON.stringify(await context.kernelStatus(), null, 2)),
  },
  {
    names: ['connect'],
    group: 'general',
    usage: 'KERNEL',
    summary: 'goes on in another kernel; what runs in memory here is gone then',
    examples: [
      ['.connect auto', 'a kernel that stays'],
      ['.connect work', 'one by its id'],
      ['.connect embedded', 'a new one in memory'],
    ],
    run: async (context, argument) => {
      if (argument === '') throw new SpellError('USAGE', '.connect needs the id of a kernel, auto, or embedded');
      await context.connect(argument);
      await context.say(await context.infoText());
    },
    complete: async () => {
      const { listKernels } = await import('../../../client/kernel-files.js');
      const running = (await listKernels()).map(({ id }) => id);
      return [...running, 'auto', 'embedded'].map((text) => ({ text, kind: 'kernel' }));
    },
  },
  {
    names: ['reset'],
    group: 'general',
    usage: '',
    summary: 'begins anew with an empty session, where it is in memory',
    examples: [['.reset', 'no variables are left']],
    run: async (context) => context.reset(),
  },
  {
    names: ['perf'],
    group: 'general',
    usage: 'on|off',
    summary: 'says after each run how long it took',
    examples: [['.perf on', 'from now on']],
    run: async ({ settings }, argument) => parseSetting(settings, 'perf', argument === '' ? 'on' : argument),
    complete: () => ['on', 'off'].map((text) => ({ text, kind: 'value' })),
  },
];

function settingNames(): readonly Candidate[] {
  return SETTING_NAMES.map((text) => ({ text, kind: 'setting' }));
}
