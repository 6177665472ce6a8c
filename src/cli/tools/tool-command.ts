// What stands behind `llmspell tool`: the tools of scripts, from the shell. Control thread.

import { text } from 'node:stream/consumers';
import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { Value } from '../../base/values.js';
import type { ValueObject } from '../../services/value-kinds.js';
import { hasColor } from '../colors.js';
import { EXIT } from '../exit-codes.js';
import { toJson } from '../json.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { errorFields, renderError } from '../print-error.js';
import { formatFields } from '../result.js';
import { TOOL_COMMANDS, TOOL_OPTIONS } from './option-table.js';
import type { ToolCommand } from './option-table.js';
import { Ended, ToolAccess } from './tool-access.js';
import { showAnswer, showInfo, showList } from './tool-views.js';
import { readParameters } from './tool-words.js';

interface Occasion {
  readonly tools: ToolAccess;
  readonly operands: readonly string[];
  readonly category: string | undefined;
  readonly options: CliOptions;
  readonly print: Print;
}

/** How many words each takes, and what they are. */
const OPERANDS: Readonly<Record<ToolCommand, readonly [least: number, most: number, usage: string]>> = {
  list: [0, 0, 'list'],
  info: [1, 1, 'info NAME'],
  invoke: [1, Infinity, 'invoke NAME [PARAMETERS]'],
  search: [1, Infinity, 'search WORD...'],
};

/** @returns the exit code. @throws SpellError `USAGE`, `TOOL_NOT_FOUND`, `NOT_AVAILABLE`, `CONFIG_*`, `KERNEL_*` */
export async function toolCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', ...operands] = line.operands;
  const name = TOOL_COMMANDS.find((known) => known === word);
  if (name === undefined) throw unknownCommand(word);
  const [least, most, usage] = OPERANDS[name];
  if (operands.length < least || operands.length > most) {
    const wanted = name === 'search' ? 'words to look for' : 'the name of a tool';
    throw new SpellError('USAGE', `tool ${name} takes ${most === 0 ? 'no more words' : wanted}`, {
      help: `write llmspell tool ${usage}`,
    });
  }
  const options = toOptions(line.options);
  const category = categoryOf(line.options.get('category')?.at(-1));
  const params = line.options.get('params')?.at(-1);
  const tools = await ToolAccess.open(options);
  try {
    return await COMMANDS[name]({ tools, operands: withParams(name, operands, params), category, options, print });
  } catch (error) {
    if (error instanceof Ended) return error.exitCode;
    throw error;
  } finally {
    await tools.dispose();
  }
}

function unknownCommand(word: string): SpellError {
  return new SpellError(
    'USAGE',
    word === '' ? 'tool needs a command' : `unknown command 'tool ${word}'${didYouMean(word, TOOL_COMMANDS)}`,
    { help: `the commands are tool ${TOOL_COMMANDS.join(', ')}` },
  );
}

const COMMANDS: Readonly<Record<ToolCommand, (occasion: Occasion) => Promise<number>>> = {
  list: (occasion) => list(occasion, []),
  search: (occasion) => list(occasion, occasion.operands),
  info: async ({ tools, operands: [name = ''], options, print }) => {
    const tool = await tools.describe(name);
    return print(options.output === 'text' ? showInfo(tool) : format(tool as unknown as ValueObject, options));
  },
  invoke: async ({ tools, operands: [name = '', ...words], options, print }) => {
    const tool = await tools.describe(name);
    const { parameters } = tool.schema;
    const known = Array.isArray(parameters) ? parameters : [];
    const json = await readParameters(words, known, () => text(process.stdin));
    try {
      return await answer(await tools.execute(tool.name, json), options, print);
    } catch (error) {
      if (!(error instanceof SpellError) || error.code === 'SCRIPT_TIMEOUT') throw error;
      return await failed(error, options, print);
    }
  },
};

/** Those in whose name, description or category all words are. */
async function list({ tools, category, options, print }: Occasion, words: readonly string[]): Promise<number> {
  const found = (await tools.list()).filter((tool) => {
    const all = `${tool.name} ${tool.description} ${tool.category}`.toLowerCase();
    return (
      (category === undefined || tool.category === category) && words.every((word) => all.includes(word.toLowerCase()))
    );
  });
  const { output } = options;
  if (output === 'text' || output === 'table') return print(showList(found));
  return print(`${toJson(found as unknown as Value, output === 'pretty' ? 2 : 0)}\n`);
}

/** @returns 1 where the tool says that it has not succeeded */
async function answer(table: ValueObject, options: CliOptions, print: Print): Promise<number> {
  const code = await print(options.output === 'text' ? showAnswer(table) : format(table, options));
  return code === EXIT.ok && table['success'] === false ? EXIT.scriptError : code;
}

async function failed(error: SpellError, options: CliOptions, print: Print): Promise<number> {
  if (options.output === 'text') await print(renderError(error, hasColor(process.stderr, options.noColor)), 2);
  else await print(format({ success: false, error: errorFields(error) }, options));
  return EXIT.scriptError;
}

function format(fields: ValueObject, { output }: CliOptions): string {
  return formatFields(fields, output === 'text' ? 'pretty' : output);
}

/** @throws SpellError `USAGE` where there is none of the name */
function categoryOf(written: string | true | undefined): string | undefined {
  const category = written === true ? undefined : written?.toLowerCase();
  const known = TOOL_OPTIONS.find(({ long }) => long === 'category')?.choices ?? [];
  if (category === undefined || known.includes(category)) return category;
  throw new SpellError('USAGE', `there is no category '${category}'${didYouMean(category, known)}`, {
    help: `the categories are ${known.join(', ')}`,
  });
}

/** `--params JSON` is the same as the JSON alone. @throws SpellError `USAGE` beside other parameters */
function withParams(
  command: ToolCommand,
  operands: readonly string[],
  params: string | true | undefined,
): readonly string[] {
  if (typeof params !== 'string') return operands;
  if (command === 'invoke' && operands.length === 1) return [...operands, params];
  throw new SpellError('USAGE', '--params is for tool invoke NAME, without other parameters', {
    help: `write llmspell tool invoke NAME --params '{"NAME": VALUE}'`,
  });
}
