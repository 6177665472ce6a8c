// Splits the command line into command, options, operands and the script's own arguments. Loads nothing, as every start goes
// through it. Control thread.

import { SpellError } from '../base/errors.js';
import { didYouMean } from '../base/nearest.js';
import { KERNEL_COMMANDS } from './kernel/option-table.js';
import type { KernelCommand } from './kernel/option-table.js';
import { OPTIONS } from './options.js';
import type { OptionSpec, RawOptions } from './options.js';
import { placeOf, placesOf } from './places.js';
import type { Place } from './places.js';

export const COMMANDS = [
  'run',
  'exec',
  'repl',
  'debug',
  'debug-attach',
  'kernel',
  'dap',
  'debug-server',
  'config',
  'keys',
  'provider',
  'history',
  'session',
  'state',
  'backup',
  'rag',
  'agent',
  'tool',
  'events',
  'hooks',
  'app',
  'version',
  'completion',
  'help',
] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface CommandLine {
  readonly command: CommandName | undefined;
  /** Of `kernel`: the word behind it. */
  readonly kernelCommand: KernelCommand | undefined;
  readonly options: RawOptions;
  /** What the command itself takes: the script, the code, the name of a shell. */
  readonly operands: readonly string[];
  /** What follows the script of `run` or the application of `app run`, word for word. */
  readonly scriptArgs: readonly string[];
  /** Whether `--` set the script's arguments apart. */
  readonly hasTerminator: boolean;
}

/** Whether a script has been named, behind which everything is the script's. */
export function isScriptNamed(command: string | undefined, operands: readonly string[]): boolean {
  if (command === 'app') return operands[0] === 'run' && operands.length === 2;
  return (command === 'run' || command === 'debug') && operands.length === 1;
}

/** Names that are written; what has several meanings is in the order of `OPTIONS`. */
const BY_NAME = new Map<string, OptionSpec[]>();
for (const spec of OPTIONS) {
  const { long, short, alias } = spec;
  for (const name of [
    `--${long}`,
    ...(short === undefined ? [] : [`-${short}`]),
    ...(alias === undefined ? [] : [`--${alias}`]),
  ]) {
    BY_NAME.set(name, [...(BY_NAME.get(name) ?? []), spec]);
  }
}

/**
 * Options stand anywhere before the script of `run` and `debug`; behind it everything is the script's, and one `--` there is dropped.
 *
 * @throws SpellError `USAGE`
 */
export function parseArgs(argv: readonly string[]): CommandLine {
  return new ArgumentReader(argv).read();
}

/** The option that is written `--name` or `-n`, as the command takes it. */
export function findOption(written: string, place?: Place): OptionSpec | undefined {
  const specs = BY_NAME.get(written) ?? [];
  const fits = (spec: OptionSpec): boolean => placesOf(spec).some((known) => known === 'all' || known === place);
  return specs.find(fits) ?? specs[0];
}

class ArgumentReader {
  private at = 0;
  private command: CommandName | undefined;
  private kernelCommand: KernelCommand | undefined;
  private readonly options = new Map<string, (string | true)[]>();
  private readonly operands: string[] = [];

  constructor(private readonly argv: readonly string[]) {}

  read(): CommandLine {
    while (this.at < this.argv.length && !isScriptNamed(this.command, this.operands)) {
      const arg = this.argv[this.at++]!;
      if (arg === '--') {
        this.readOperands();
        break;
      }
      if (/^--?[A-Za-z]/.test(arg)) this.readOption(arg);
      else this.readWord(arg);
    }
    const hasTerminator = this.argv[this.at] === '--';
    const scriptArgs = this.argv.slice(hasTerminator ? this.at + 1 : this.at);
    const { command, kernelCommand, options, operands } = this;
    return { command, kernelCommand, options, operands, scriptArgs, hasTerminator };
  }

  /** Behind `--` nothing is an option; `run` and `debug` still take only their script there. */
  private readOperands(): void {
    while (this.at < this.argv.length && !isScriptNamed(this.command, this.operands)) {
      this.readWord(this.argv[this.at++]!);
    }
  }

  private readWord(word: string): void {
    if (this.command === undefined) this.command = COMMANDS.find((known) => known === word) ?? unknownCommand(word);
    else if (this.command === 'kernel' && this.kernelCommand === undefined) this.kernelCommand = toKernelCommand(word);
    else this.operands.push(word);
  }

  private readOption(arg: string): void {
    const { name, inline } = splitOption(arg);
    const spec = findOption(name, placeOf({ command: this.command, kernelCommand: this.kernelCommand }));
    if (spec === undefined) throw unknownOption(name);
    const values = this.options.get(spec.long) ?? [];
    this.options.set(spec.long, values);
    values.push(this.readValue(spec, name, inline));
  }

  private readValue(spec: OptionSpec, name: string, inline: string | undefined): string | true {
    if (spec.value === undefined) {
      if (inline !== undefined) throw new SpellError('USAGE', `${name} takes no value`, { help: `write just ${name}` });
      return true;
    }
    if (inline === '') throw missingValue(spec, name);
    if (inline !== undefined) return inline;
    if (spec.valueIsOptional === true) return true;
    const next = this.argv[this.at];
    // A negative number is no option: the value's own parser says why it does not fit.
    if (next === undefined || /^-[^\d.]/.test(next)) throw missingValue(spec, name);
    this.at++;
    return next;
  }
}

/** `--name=value`, `--name`, `-n`, `-nVALUE`. */
function splitOption(arg: string): { name: string; inline: string | undefined } {
  if (!arg.startsWith('--'))
    return { name: arg.slice(0, 2), inline: arg.length > 2 ? arg.slice(2).replace(/^=/, '') : undefined };
  const equals = arg.indexOf('=');
  if (equals === -1) return { name: arg, inline: undefined };
  return { name: arg.slice(0, equals), inline: arg.slice(equals + 1) };
}

function missingValue(spec: OptionSpec, name: string): SpellError {
  const choices = spec.choices === undefined ? '' : `: ${spec.choices.join(', ')}`;
  return new SpellError('USAGE', `${name} needs a value`, { help: `write ${name}=${spec.value ?? ''}${choices}` });
}

function unknownOption(name: string): SpellError {
  return new SpellError('USAGE', `unknown option '${name}'${didYouMean(name, BY_NAME.keys())}`, {
    help: 'llmspell --help lists the options; arguments of a script stand behind it',
  });
}

/** @throws SpellError `USAGE` */
export function toKernelCommand(word: string): KernelCommand {
  const command = KERNEL_COMMANDS.find((known) => known === word);
  if (command !== undefined) return command;
  throw new SpellError('USAGE', `unknown command 'kernel ${word}'${didYouMean(word, KERNEL_COMMANDS)}`, {
    help: `the commands are kernel ${KERNEL_COMMANDS.join(', ')}`,
  });
}

function unknownCommand(word: string): never {
  const looksLikeScript = /\.lua$|[/\\]/.test(word);
  throw new SpellError('USAGE', `unknown command '${word}'${looksLikeScript ? '' : didYouMean(word, COMMANDS)}`, {
    help: looksLikeScript ? `to run a script: llmspell run ${word}` : `the commands are ${COMMANDS.join(', ')}`,
  });
}
