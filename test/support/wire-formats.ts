// The same answers as servers of each kind send them, for tests that run over all kinds.

import type { ModelTool } from '../../src/services/providers/model-provider.js';
import type { ServerKind } from '../../src/services/providers/protocol.js';
import { json, streaming } from './model-server.js';
import type { Responder } from './model-server.js';

export interface SentCall {
  readonly name: string;
  /** Text is sent as the model wrote it. */
  readonly arguments: Readonly<Record<string, unknown>> | readonly unknown[] | string;
}

/** What a model says: text in pieces, or a call. */
export interface Said {
  readonly pieces?: readonly string[];
  readonly call?: SentCall;
}

export interface WireFormat {
  readonly kind: ServerKind;
  /** Where the version of the API stands in the path. */
  readonly base: string;
  /** Where requests arrive, whole and streamed. */
  readonly paths: readonly [whole: string, streamed: string];
  /** The header that holds the key. */
  readonly keyHeader: string;
  readonly key: (key: string) => string;
  /** A part of the body that is there when the tool is offered. */
  readonly offers: (tool: ModelTool) => RegExp;
  whole(said: Said): Responder;
  streamed(said: Said): Responder;
  /** The first piece of a streamed answer; then nothing more comes, and the connection stays open. */
  begun(said: Said): Responder;
}

const textOf = ({ arguments: given }: SentCall): string => (typeof given === 'string' ? given : JSON.stringify(given));

/** @param eventsOf the whole answer as it is streamed */
function streams(eventsOf: (said: Said) => readonly string[]): Pick<WireFormat, 'streamed' | 'begun'> {
  return {
    streamed: (said) => streaming(eventsOf(said), (response) => response.end()),
    begun: (said) => {
      const events = eventsOf(said);
      const first = events.findIndex((text) => text.includes(JSON.stringify(said.pieces?.[0])));
      return streaming(events.slice(0, first + 1), () => undefined);
    },
  };
}

const event = (value: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(value)}\n\n`;

function openai(kind: 'openai' | 'openai-compatible'): WireFormat {
  const finishOf = ({ call }: Said): string => (call === undefined ? 'stop' : 'tool_calls');
  const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };
  const head = { id: 'c1', created: 1, model: 'm' };
  const calls = ({ call }: Said): object =>
    call === undefined
      ? {}
      : {
          tool_calls: [
            {
              index: 0,
              id: 'c7',
              type: 'function',
              function: { name: call.name, arguments: textOf(call) },
            },
          ],
        };
  return {
    kind,
    base: '/v1',
    paths: ['/v1/chat/completions', '/v1/chat/completions'],
    keyHeader: 'authorization',
    key: (key) => `Bearer ${key}`,
    offers: ({ name }) => new RegExp(`"tools":\\[\\{"type":"function","function":\\{"name":"${name}"`),
    whole: (said) => {
      const message = { role: 'assistant', content: said.pieces?.join('') ?? null, ...calls(said) };
      return json(200, {
        ...head,
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: finishOf(said) }],
        usage,
      });
    },
    ...streams((said) => {
      const chunk = (delta: object, finish_reason: string | null = null, more: object = {}): string =>
        event({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }], ...more });
      const texts = (said.pieces ?? []).map((content) => chunk({ content }));
      const called = said.call === undefined ? [] : [chunk(calls(said))];
      return [...texts, ...called, chunk({}, finishOf(said), { usage }), 'data: [DONE]\n\n'];
    }),
  };
}

const ANTHROPIC: WireFormat = {
  kind: 'anthropic',
  base: '/v1',
  paths: ['/v1/messages', '/v1/messages'],
  keyHeader: 'x-api-key',
  key: (key) => key,
  offers: ({ name }) => new RegExp(`"tools":\\[\\{"name":"${name}"`),
  whole: (said) => {
    const content = [
      ...(said.pieces === undefined ? [] : [{ type: 'text', text: said.pieces.join('') }]),
      ...(said.call === undefined
        ? []
        : [{ type: 'tool_use', id: 'c7', name: said.call.name, input: said.call.arguments }]),
    ];
    return json(200, { ...message(said), content });
  },
  ...streams((said) => {
    const blocks = [
      ...(said.pieces === undefined
        ? []
        : block(
            0,
            { type: 'text', text: '' },
            said.pieces.map((text) => ({ type: 'text_delta', text })),
          )),
      ...(said.call === undefined
        ? []
        : block(said.pieces === undefined ? 0 : 1, { type: 'tool_use', id: 'c7', name: said.call.name, input: {} }, [
            { type: 'input_json_delta', partial_json: textOf(said.call) },
          ])),
    ];
    const start = { type: 'message_start', message: { ...message(said), content: [], stop_reason: null } };
    const end = { type: 'message_delta', delta: { stop_reason: stopOf(said) }, usage: { output_tokens: 3 } };
    const events = [start, ...blocks, end, { type: 'message_stop' }] as readonly { readonly type: string }[];
    return events.map((each) => event(each, each.type));
  }),
};

const stopOf = ({ call }: Said): string => (call === undefined ? 'end_turn' : 'tool_use');

function message(said: Said): object {
  const usage = { input_tokens: 5, output_tokens: 3 };
  return { type: 'message', id: 'm1', model: 'm', role: 'assistant', stop_reason: stopOf(said), usage };
}

function block(index: number, content_block: object, deltas: readonly object[]): object[] {
  return [
    { type: 'content_block_start', index, content_block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

const GEMINI: WireFormat = {
  kind: 'gemini',
  base: '/v1beta',
  paths: ['/v1beta/models/m:generateContent', '/v1beta/models/m:streamGenerateContent?alt=sse'],
  keyHeader: 'x-goog-api-key',
  key: (key) => key,
  offers: ({ name }) => new RegExp(`"functionDeclarations":\\[\\{"name":"${name}"`),
  whole: (said) => json(200, candidate([...textParts(said), ...callParts(said)], 'STOP')),
  ...streams((said) => {
    const parts = [...textParts(said), ...callParts(said)];
    const events = parts.map((part, place) => candidate([part], place === parts.length - 1 ? 'STOP' : undefined));
    return events.map((each) => event(each));
  }),
};

const textParts = ({ pieces = [] }: Said): object[] => pieces.map((text) => ({ text }));

/** Newer models want to see the signature again. */
const callParts = ({ call }: Said): object[] =>
  call === undefined ? [] : [{ functionCall: { name: call.name, args: call.arguments }, thoughtSignature: 'c2ln' }];

export function candidate(parts: readonly object[], finishReason: string | undefined): object {
  return {
    candidates: [
      { content: { role: 'model', parts }, index: 0, ...(finishReason === undefined ? {} : { finishReason }) },
    ],
    usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 3, totalTokenCount: 8 },
  };
}

export const WIRE_FORMATS: readonly WireFormat[] = [openai('openai-compatible'), openai('openai'), ANTHROPIC, GEMINI];
