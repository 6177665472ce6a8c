// Commands for files and earlier inputs. Control thread.

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SpellError } from '../../../base/errors.js';
import type { Candidate } from '../edit/menu.js';
import type { Command, CommandContext } from './command.js';

const SHOWN = 20;

export const fileCommands: readonly Command[] = [
  {
    names: ['run'],
    group: 'files',
    usage: 'FILE [ARGS]',
    summary: 'runs a script; its globals stay',
    examples: [['.run setup.lua', 'as llmspell run does, in this session']],
    run: async (context, argument) => {
      const [file = '', ...args] = argument.split(/\s+/);
      const code = read(context, 'run', file);
      context.lastFile = argument;
      await context.run(code, { isOwn: true, chunkName: `@${file}`, scriptName: file, args, noEcho: true });
    },
    complete: files,
  },
  {
    names: ['reload'],
    group: 'files',
    usage: 'FILE',
    summary: 'loads a file again that was run or required: its functions run as it says now, and values stay',
    examples: [
      ['.reload area.lua', 'after it was saved'],
      ['llmspell repl --reload area.lua', 'does so whenever it is saved'],
    ],
    run: async (context, file) => {
      if (file === '') throw new SpellError('USAGE', '.reload needs the name of a file');
      const text = await context.reload(resolve(context.workingDirectory, file));
      await context.say(text === '' ? 'Nothing has changed.' : text);
    },
    complete: files,
  },
  {
    names: ['load'],
    group: 'files',
    usage: 'FILE',
    summary: 'puts a file into the prompt, to be changed and run',
    examples: [['.load greet.lua', 'Enter at its end runs it']],
    run: async (context, file) => context.prefill(read(context, 'load', file).replace(/\n$/, '')),
    complete: files,
  },
  {
    names: ['save'],
    group: 'files',
    usage: 'FILE',
    summary: 'writes the inputs of this session into a new file',
    examples: [['.save tried.lua', 'commands are left out']],
    run: async (context, file) => {
      if (file === '') throw new SpellError('USAGE', '.save needs the name of a file');
      const text = context.inputs.map((input) => `${input}\n`).join('');
      attempt(`cannot write '${file}'`, () =>
        writeFileSync(resolve(context.workingDirectory, file), text, { flag: 'wx' }),
      );
      await context.say(`${context.inputs.length} inputs are in ${file}`);
    },
    complete: files,
  },
  {
    names: ['edit', 'e'],
    group: 'files',
    usage: '',
    summary:
      'opens the last input in $EDITOR; what is saved comes to the prompt. Ctrl+X Ctrl+E does so with what is typed',
    examples: [['.edit', 'then Enter runs it']],
    run: async (context) => {
      const text = await context.editOutside(context.inputs.at(-1) ?? '');
      if (text !== undefined) context.prefill(text);
    },
  },
  {
    names: ['history', 'hist'],
    group: 'files',
    usage: '[PATTERN]',
    summary: 'shows earlier inputs, of earlier sessions too; Ctrl+R searches them',
    examples: [
      ['.history', `the last ${SHOWN}`],
      ['.history agent', 'those that fit'],
    ],
    run: async (context, pattern) => {
      const { history } = context;
      const count = Math.min(SHOWN, history.size);
      const found =
        pattern === ''
          ? Array.from({ length: count }, (_, index) => history.at(count - 1 - index)!)
          : history.search(pattern, SHOWN).map(({ text }) => text);
      await context.say(found.length === 0 ? 'Nothing fits.' : found.map(indented).join('\n'));
    },
  },
  {
    names: ['cd'],
    group: 'files',
    usage: '[FOLDER]',
    summary: 'changes where relative paths begin, for runs too',
    examples: [['.cd scripts', 'permissions stay what they are']],
    run: async (context, folder) => {
      const path = resolve(context.workingDirectory, folder === '' ? (process.env['HOME'] ?? '.') : folder);
      const isFolder = attempt(`cannot go to '${folder}'`, () => statSync(path).isDirectory());
      if (!isFolder) throw new SpellError('USAGE', `'${folder}' is no folder`);
      context.workingDirectory = path;
      await context.say(path);
    },
    complete: files,
  },
  {
    names: ['pwd'],
    group: 'files',
    usage: '',
    summary: 'says where relative paths begin',
    examples: [['.pwd', 'the folder']],
    run: async (context) => context.say(context.workingDirectory),
  },
  {
    names: ['ls'],
    group: 'files',
    usage: '[FOLDER]',
    summary: 'lists a folder',
    examples: [['.ls', 'this one']],
    run: async (context, folder) => {
      const entries = attempt(`cannot list '${folder}'`, () => list(resolve(context.workingDirectory, folder)));
      await context.say(entries.length === 0 ? 'It is empty.' : entries.join('\n'));
    },
    complete: files,
  },
];

function read(context: CommandContext, command: string, file: string): string {
  if (file === '') throw new SpellError('USAGE', `.${command} needs the name of a file`);
  return attempt(`cannot read '${file}'`, () => readFileSync(resolve(context.workingDirectory, file), 'utf8'));
}

function list(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort();
}

/** Of the last word: what the folder has that it leads to. */
function files({ workingDirectory }: CommandContext, argument: string): readonly Candidate[] {
  const word = argument.split(/\s+/).at(-1) ?? '';
  const folder = word.endsWith('/') || word === '' ? word : dirname(word) === '.' ? '' : `${dirname(word)}/`;
  try {
    return list(resolve(workingDirectory, folder)).map((name) => ({
      text: folder === '' ? name : join(folder, name),
      kind: name.endsWith('/') ? 'folder' : 'file',
    }));
  } catch {
    return [];
  }
}

function indented(input: string): string {
  return input.replaceAll('\n', '\n  ');
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'it is not there' : code === 'EEXIST' ? 'it is there already' : message;
    throw new SpellError('USAGE', `${what}: ${reason}`, { cause: error });
  }
}
