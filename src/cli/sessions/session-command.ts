// What stands behind `llmspell session`: what kernels and scripts have run, kept, found and run again. Control thread.

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { SessionStatus } from '../../services/stores/session-store.js';
import { EXIT } from '../exit-codes.js';
import { formatJson } from '../kernel/format-json.js';
import type { Print } from '../kernel/print.js';
import { readOperand, writeOperand } from '../operand-file.js';
import { toOptions } from '../options.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { confirm } from '../state/confirm.js';
import { unknownSubcommand } from '../subcommands.js';
import { SESSION_COMMANDS, STATUSES } from './option-table.js';
import type { SessionCommand } from './option-table.js';
import { openSessions } from './session-access.js';
import type { SessionAccess } from './session-access.js';
import { showList, showSession, showSteps, text } from './show-session.js';

interface Occasion {
  readonly line: CommandLine;
  readonly options: CliOptions;
  readonly kept: SessionAccess['kept'];
  /** The one operand. */
  readonly operand: string;
  readonly print: Print;
}

/** How many words each takes, and what they are. */
const OPERANDS: Readonly<Record<SessionCommand, readonly [least: number, most: number, usage: string]>> = {
  create: [1, 1, 'create NAME [--description TEXT] [--tag TAG]'],
  list: [0, 0, 'list'],
  show: [1, 1, 'show NAME'],
  replay: [1, 1, 'replay NAME [--from-step N] [--to-step N]'],
  delete: [1, 1, 'delete NAME'],
  export: [1, 2, 'export NAME [FILE]'],
  import: [1, 1, 'import FILE (- reads standard input)'],
  search: [1, 1, "search 'WORDS'"],
};

/** @returns the exit code. @throws SpellError `USAGE`, `SESSION_*`, `STATE_*`, `CONFIG_*`, `KERNEL_*` */
export async function sessionCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', ...operands] = line.operands;
  const name = SESSION_COMMANDS.find((known) => known === word);
  if (name === undefined) throw unknownSubcommand('session', word);
  const [least, most, usage] = OPERANDS[name];
  if (operands.length < least || operands.length > most) {
    throw new SpellError('USAGE', `session ${name} takes other words`, { help: `write llmspell session ${usage}` });
  }
  const options = toOptions(line.options);
  const access = await openSessions(options);
  try {
    return await COMMANDS[name]({ line, options, kept: access.kept, operand: operands[0] ?? '', print });
  } finally {
    await access.dispose();
  }
}

const COMMANDS: Readonly<Record<SessionCommand, (occasion: Occasion) => Promise<number>>> = {
  create: async ({ line, options, kept, operand: name, print }) => {
    const description = textOption(line, 'description');
    const tags = textOptions(line, 'tag');
    const id = await kept.create({ name, tags, ...(description !== undefined && { description }) });
    return print(isJson(options) ? formatJson({ id, name }, options.output) : `${id}\n`);
  },

  list: async ({ line, options, kept, print }) => {
    const status = statusOption(line);
    const found = await kept.list({
      ...{ tags: textOptions(line, 'tag'), limit: countOption(line, 'limit') ?? LIMIT },
      ...(status !== undefined && { status }),
    });
    for (const { id, problem } of found.damaged) {
      await print(`left out: the session '${text(id)}' is damaged: ${text(problem)}\n`, 2);
    }
    if (isJson(options)) return print(formatJson(found, options.output));
    return print(found.sessions.length === 0 ? 'there are no such sessions\n' : showList(found.sessions));
  },

  show: async ({ line, options, kept, operand: name, print }) => {
    const content = await kept.show(name, countOption(line, 'from-step'), countOption(line, 'to-step'));
    return print(isJson(options) ? formatJson(content, options.output) : showSession(content));
  },

  replay: async ({ line, options, kept, operand: name, print }) => {
    const { replaySession } = await import('./replay-session.js');
    const { document } = await kept.export(name);
    return replaySession({
      ...{ document, name, options, print },
      ...{ from: countOption(line, 'from-step'), to: countOption(line, 'to-step') },
      stops: line.options.has('stop'),
    });
  },

  delete: async ({ line, kept, operand: name, print }) => {
    const id = await identified(kept, name);
    const meant = id === name ? `'${name}'` : `'${name}' (${id})`;
    await confirm(`delete the session ${meant} with all that it ran`, line.options);
    return print(`${await kept.delete(id)} is deleted\n`);
  },

  export: async ({ line, kept, operand: name, print }) => {
    const { document, damaged } = await kept.export(name);
    for (const { number, problem } of damaged) {
      await print(`left out: step ${text(number)} is damaged: ${text(problem)}\n`, 2);
    }
    const file = line.operands[2];
    if (file === undefined || file === '-') return print(document);
    const content = file.endsWith('.gz') ? await promisify(gzip)(document) : document;
    await writeOperand(file, content);
    return print(`${file}\n`);
  },

  import: async ({ line, options, kept, operand: file, print }) => {
    const bytes = await readOperand(file);
    const place = file === '-' ? 'standard input' : `'${file}'`;
    const document = (await unpacked(bytes, place)).toString();
    const id = await kept.import(document, place, line.options.has('copy'));
    return print(isJson(options) ? formatJson({ id }, options.output) : `${id}\n`);
  },

  search: async ({ line, options, kept, operand: words, print }) => {
    if (words.trim() === '') {
      throw new SpellError('USAGE', 'session search needs words', { help: "write llmspell session search 'WORDS'" });
    }
    const session = textOption(line, 'in');
    const steps = await kept.search(words, {
      limit: countOption(line, 'limit') ?? LIMIT,
      ...(session !== undefined && { session }),
    });
    if (isJson(options)) return print(formatJson(steps, options.output));
    if (steps.length > 0) return print(showSteps(steps));
    await print('nothing was found\n', 2);
    return EXIT.scriptError;
  },
};

/** Of several of a name the newest is meant; one that is damaged has only its id. @throws SpellError `SESSION_NOT_FOUND` */
async function identified(kept: SessionAccess['kept'], name: string): Promise<string> {
  try {
    return text((await kept.show(name, 1, 1)).session['id']);
  } catch (error) {
    if (error instanceof SpellError && error.code === 'SESSION_DAMAGED') return name;
    throw error;
  }
}

const LIMIT = 50;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

async function unpacked(bytes: Buffer, place: string): Promise<Buffer> {
  if (!bytes.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return bytes;
  try {
    return await promisify(gunzip)(bytes);
  } catch (cause) {
    throw new SpellError('SESSION_DOCUMENT', `${place} is no session: ${(cause as Error).message}`, {
      ...{ category: 'Storage error', cause },
      help: 'give a file that llmspell session export wrote',
    });
  }
}

function isJson(options: CliOptions): options is CliOptions & { readonly output: 'json' | 'pretty' } {
  return options.output === 'json' || options.output === 'pretty';
}

function textOption({ options }: CommandLine, name: string): string | undefined {
  const value = options.get(name)?.at(-1);
  return value === true ? undefined : value;
}

function textOptions({ options }: CommandLine, name: string): readonly string[] {
  return (options.get(name) ?? []).filter((value) => typeof value === 'string');
}

function statusOption(line: CommandLine): SessionStatus | undefined {
  const written = textOption(line, 'status');
  const status = STATUSES.find((known) => known === written);
  if (written === status) return status;
  throw new SpellError('USAGE', `--status: there is no '${written}'${didYouMean(written!, STATUSES)}`, {
    help: `write one of ${STATUSES.join(', ')}`,
  });
}

function countOption(line: CommandLine, name: string): number | undefined {
  const written = textOption(line, name);
  if (written === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
  throw new SpellError('USAGE', `--${name} takes a whole number from 1, not '${written}'`, {
    help: `write --${name} 3`,
  });
}
