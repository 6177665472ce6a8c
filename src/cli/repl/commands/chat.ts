// A conversation with a model, by an agent of the session: what is typed without a dot stays Lua. Control thread.

import { SpellError } from '../../../base/errors.js';
import type { Command, CommandContext } from './command.js';
import { quoted } from './values.js';

/** What the next agent is made of. */
export interface ChatSettings {
  system: string | undefined;
  model: string | undefined;
  tools: readonly string[];
  /** A Lua expression whose value goes with each question. */
  context: string | undefined;
}

export const NO_CHAT: ChatSettings = { system: undefined, model: undefined, tools: [], context: undefined };

const AGENT = 'chat at the prompt';
/** Messages that go with the next question. */
const REMEMBERED = 100;
const FORGET = `local agent = Agent.get(${quoted(AGENT)}) if agent then agent:destroy() end`;

export const chatCommands: readonly Command[] = [
  {
    names: ['chat', 'ask'],
    group: 'chat',
    usage: 'TEXT',
    summary: 'asks a model, whose answer comes as it is written; Ctrl+C ends it',
    examples: [
      ['.chat what does string.rep do?', 'the default model of the configuration'],
      ['.chat and with a separator?', 'it knows what was said before'],
    ],
    run: async (context, text) => {
      if (text === '') throw new SpellError('USAGE', '.chat needs a question');
      await own(context, askCode(context.chat, text));
    },
  },
  {
    names: ['system'],
    group: 'chat',
    usage: '[TEXT|off]',
    summary: 'says how the model is to answer; the conversation begins anew',
    examples: [['.system You answer in one sentence.', 'from the next question on']],
    run: (context, text) => change(context, 'system', text),
  },
  {
    names: ['model'],
    group: 'chat',
    usage: '[NAME|off]',
    summary: 'chooses the model, or shows it; the conversation begins anew',
    examples: [['.model ollama/llama3.2', 'provider and model']],
    run: (context, text) => change(context, 'model', text),
    complete: async (context) => [
      ...(await context.models()).map((text) => ({ text, kind: 'model' })),
      { text: 'off', kind: '', note: 'that of the configuration' },
    ],
  },
  {
    names: ['tools'],
    group: 'chat',
    usage: '[NAMES|off]',
    summary: 'lets the model call tools, with the permissions of this session; the conversation begins anew',
    examples: [
      ['.tools', 'those that there are'],
      ['.tools calculator file_operations', 'these two'],
    ],
    run: async (context, text) => {
      if (text === '') {
        const { tools } = context.chat;
        await context.say(`It may call ${tools.length === 0 ? 'none' : tools.join(', ')}. There are:`);
        await own(context, 'for _, tool in ipairs(Tool.list()) do print("  " .. tool.name) end');
        return;
      }
      context.chat.tools = text === 'off' ? [] : text.split(/[\s,]+/);
      await own(context, FORGET);
    },
    complete: async () => {
      const { BUILT_IN_TOOLS } = await import('../../../services/tools/built-in-tools.js');
      return BUILT_IN_TOOLS.map(({ name, description }) => ({ text: name, kind: 'tool', note: description }));
    },
  },
  {
    names: ['context'],
    group: 'chat',
    usage: '[EXPR|off]',
    summary: 'gives the value of an expression to the model, with each question',
    examples: [['.context {config = conf}', 'as it is when a question is asked']],
    run: async (context, text) => {
      if (text === '') return context.say(context.chat.context ?? 'There is none.');
      context.chat.context = text === 'off' ? undefined : text;
    },
  },
  {
    names: ['clearchat'],
    group: 'chat',
    usage: '',
    summary: 'forgets the conversation',
    examples: [['.clearchat', 'model and tools stay']],
    run: (context) => own(context, FORGET),
  },
];

async function change(context: CommandContext, name: 'system' | 'model', text: string): Promise<void> {
  if (text === '') return context.say(context.chat[name] ?? 'It is that of the configuration.');
  context.chat[name] = text === 'off' ? undefined : text;
  await own(context, FORGET);
}

async function own(context: CommandContext, code: string): Promise<void> {
  await context.run(code, { isOwn: true, noEcho: true, chunkName: '=chat' });
}

/** Tokens are written as they come, whatever the session does with them else. */
function askCode({ system, model, tools, context }: ChatSettings, text: string): string {
  const settings = [
    `:name(${quoted(AGENT)}):max_conversation_length(${REMEMBERED})`,
    ...(system === undefined ? [] : [`:system_prompt(${quoted(system)})`]),
    ...(model === undefined ? [] : [`:model(${quoted(model)})`]),
    ...(tools.length === 0 ? [] : [`:allowed_tools({${tools.map(quoted).join(', ')}})`]),
  ].join('');
  const given = context === undefined ? '' : `, context = ${context}`;
  return `local agent = Agent.get(${quoted(AGENT)}) or Agent.builder()${settings}:build()
local written = false
local answer = agent:invokeStream({text = ${quoted(text)}${given}}, function(piece)
  if piece.text and piece.text ~= "" then io.write(piece.text) written = true end
end)
if not written then io.write(answer.text or "") end
io.write("\\n")`;
}
