// What stands behind `llmspell history`: what was typed at prompts and in notebooks, from the shell. Control thread.

import { SpellError } from '../../base/errors.js';
import type { HistoryEntry } from '../../services/stores/history-store.js';
import { EXIT } from '../exit-codes.js';
import type { Print } from '../kernel/print.js';
import { counted } from '../../services/counted.js';
import { writeOperand } from '../operand-file.js';
import type { OutputFormat } from '../options.js';
import { toOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { confirm } from '../state/confirm.js';
import { unknownSubcommand } from '../subcommands.js';
import type { HistoryAccess } from './history-access.js';
import { openHistory } from './history-access.js';
import type { HistoryCommand } from './option-table.js';
import { HISTORY_COMMANDS } from './option-table.js';

const SHOWN = 20;

interface Occasion {
  readonly store: HistoryAccess;
  /** A glob, or for export a file. */
  readonly operand: string | undefined;
  readonly line: CommandLine;
  readonly output: OutputFormat;
  readonly print: Print;
}

/** @returns the exit code. @throws SpellError `USAGE`, `STATE_*`, `CONFIG_*`, `KERNEL_*` */
export async function historyCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', operand, ...surplus] = line.operands;
  const name = HISTORY_COMMANDS.find((known) => known === word);
  if (name === undefined) throw unknownSubcommand('history', word);
  if (surplus.length > 0) {
    throw new SpellError('USAGE', `history ${name} takes one word at most`, {
      help: 'put a pattern with blanks in quotes',
    });
  }
  const options = toOptions(line.options);
  const store = await openHistory(options);
  try {
    return await COMMANDS[name]({ store, operand, line, output: options.output, print });
  } finally {
    await store.dispose();
  }
}

const COMMANDS: Readonly<Record<HistoryCommand, (occasion: Occasion) => Promise<number>>> = {
  search: async ({ store, operand, line, output, print }) => {
    const found = await store.search(globOf(operand), { count: countOf(line), isUnique: true });
    if (found.length === 0 && output === 'text') return EXIT.scriptError;
    return print(written(found, output));
  },
  clear: async ({ store, operand, line, print }) => {
    const takesSteps = line.options.has('steps');
    const inputs = operand === undefined ? 'the whole history' : `inputs with ${operand}`;
    await confirm(
      `forget ${inputs}${takesSteps ? ', and the steps of kept sessions that ran them' : ''}`,
      line.options,
    );
    const pattern = globOf(operand);
    // Before anything is gone: where sessions cannot be read, the history stays.
    const steps = await store.matchingSteps(pattern);
    const count = await store.clear(pattern);
    if (takesSteps) await store.forgetSteps(steps);
    const code = await print(`${counted(count, 'input is', 'inputs are')} forgotten\n`);
    if (steps.length === 0 || code !== EXIT.ok) return code;
    if (takesSteps)
      return print(`${counted(steps.length, 'step of kept sessions is', 'steps of kept sessions are')} forgotten\n`);
    const again = ['llmspell history clear', ...(operand === undefined ? [] : [quoted(operand)]), '--steps'].join(' ');
    await print(
      `${counted(steps.length, 'step of kept sessions is', 'steps of kept sessions are')} still there, with code and output\n` +
        `  to forget those too: ${again}; whole sessions: llmspell session delete NAME\n`,
      2,
    );
    return code;
  },
  export: async ({ store, operand, output, print }) => {
    const text = written(await store.search('*', { isUnique: false }), output);
    if (operand === undefined || operand === '-') return print(text);
    await writeOperand(operand, text, true);
    return EXIT.ok;
  },
};

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A word without `*` and `?` is a part. */
function globOf(pattern = '*'): string {
  return /[*?]/.test(pattern) ? pattern : `*${pattern}*`;
}

/** @throws SpellError `USAGE` */
function countOf({ options }: CommandLine): number {
  const given = options.get('count')?.at(-1);
  if (given === undefined) return SHOWN;
  if (typeof given === 'string' && /^[1-9]\d*$/.test(given)) return Number(given);
  throw new SpellError('USAGE', `--count: '${String(given)}' is no number`, { help: 'write it like --count 50' });
}

/** Text is Lua that can be run again; inputs of several lines stand as they are. */
function written(entries: readonly HistoryEntry[], output: OutputFormat): string {
  if (output === 'text' || output === 'table') return entries.map(({ input }) => `${input}\n`).join('');
  const list = entries.map(({ session, line, input, output: result }) => ({ session, line, input, output: result }));
  return `${JSON.stringify(list, null, output === 'pretty' ? 2 : undefined)}\n`;
}
