// `llmspell agent test PROMPT`: asks an agent one thing, without a script. Control thread.

import { randomUUID } from 'node:crypto';
import { SpellError } from '../../base/errors.js';
import { loadConfig } from '../../config/load-config.js';
import { createGrant } from '../../permissions/defaults.js';
import { findTemplate } from '../../services/agents/agent-templates.js';
import { createServices } from '../../services/services.js';
import type { Services } from '../../services/services.js';
import { MemoryStateStore } from '../../services/stores/memory-state-store.js';
import { MemoryVectorStore } from '../../services/stores/memory-vector-store.js';
import type { ValueObject } from '../../services/value-kinds.js';
import { hasColor } from '../colors.js';
import { configSource } from '../config-source.js';
import { EXIT } from '../exit-codes.js';
import { toJson } from '../json.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { errorFields, renderError } from '../print-error.js';
import { createTraceLogger } from '../trace.js';

/** @returns the exit code: 1 where there is no answer. @throws SpellError `USAGE`, `CONFIG_*`, `AGENT_TEMPLATE` */
export async function testAgent(operands: readonly string[], line: CommandLine, print: Print): Promise<number> {
  const [prompt] = operands;
  if (prompt === undefined || operands.length > 1) {
    throw new SpellError('USAGE', 'agent test takes what the agent is asked, as one word', {
      help: "put it in quotes: llmspell agent test 'Say hello'",
    });
  }
  const options = toOptions(line.options);
  const word = (name: string): string | undefined => {
    const value = line.options.get(name)?.at(-1);
    return value === true ? undefined : value;
  };
  const template = findTemplate(word('template') ?? 'basic').name;
  const services = await openServices(options);
  const question = { prompt, template, model: word('model') };
  try {
    return options.output === 'text' || options.output === 'table'
      ? await streamed(services, question, print)
      : await whole(services, question, options.output, print);
  } catch (error) {
    if (!(error instanceof SpellError)) throw error;
    await fail(error, options, print);
    return EXIT.scriptError;
  } finally {
    await services.dispose();
  }
}

interface Question {
  readonly prompt: string;
  readonly template: string;
  readonly model: string | undefined;
}

async function openServices(options: CliOptions): Promise<Services> {
  const workingDirectory = process.cwd();
  const config = await loadConfig(configSource(options));
  const isColored = hasColor(process.stderr, options.noColor);
  return createServices({
    config,
    grant: createGrant(workingDirectory, options.permissions, config.permissions),
    workingDirectory,
    logger: createTraceLogger({
      filter: options.trace,
      hasColor: isColored,
      write: (text) => void process.stderr.write(text),
    }),
    state: new MemoryStateStore(),
    documents: new MemoryVectorStore(),
  });
}

async function ask(
  { agents, tools }: Services,
  { prompt, template, model }: Question,
  onPiece: (text: string) => Promise<void>,
): Promise<ValueObject> {
  const names = tools.list().map((tool) => tool.name);
  const agent = agents.create({ ...findTemplate(template).settings(names), name: 'test', model });
  const call = {
    runId: randomUUID(),
    workingDirectory: process.cwd(),
    signal: new AbortController().signal,
    invoke: () => Promise.reject(new Error('there is no script')),
  };
  const { table } = await agent.stream({ text: prompt }, onPiece, call);
  return table;
}

/** The answer as it comes. */
async function streamed(services: Services, question: Question, print: Print): Promise<number> {
  let last = '\n';
  const code = { value: EXIT.ok as number };
  await ask(services, question, async (text) => {
    if (text !== '') last = text;
    code.value = await print(text);
  });
  return last.endsWith('\n') ? code.value : print('\n');
}

async function whole(
  services: Services,
  { prompt, template, model }: Question,
  output: CliOptions['output'],
  print: Print,
): Promise<number> {
  const { text, metadata } = await ask(services, { prompt, template, model }, async () => undefined);
  return print(`${toJson({ success: true, template, text, metadata }, output === 'pretty' ? 2 : 0)}\n`);
}

async function fail(error: SpellError, { output, noColor }: CliOptions, print: Print): Promise<void> {
  if (output === 'text' || output === 'table') {
    await print(renderError(error, hasColor(process.stderr, noColor)), 2);
  } else {
    await print(`${toJson({ success: false, error: errorFields(error) }, output === 'pretty' ? 2 : 0)}\n`);
  }
}
