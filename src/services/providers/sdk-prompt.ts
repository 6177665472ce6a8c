// A conversation as the AI SDK's language models (v3) want it. Control thread.

import { tryParseJson } from '../json-text.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { ModelImage, ModelMessage, ModelToolCall } from './model-provider.js';
import type { SdkCallOptions } from './protocol.js';

type SdkPrompt = SdkCallOptions['prompt'];
type SdkToolCall = Extract<SdkPrompt[number], { role: 'assistant' }>['content'][number] & { type: 'tool-call' };

export function toSdkPrompt(messages: readonly ModelMessage[]): SdkPrompt {
  return messages.map(toSdkMessage);
}

function toSdkMessage(message: ModelMessage): SdkPrompt[number] {
  const { role, text } = message;
  switch (role) {
    case 'system':
      return { role, content: text };
    case 'user':
      return { role, content: [{ type: 'text', text }, ...(message.images ?? []).map(toFilePart)] };
    case 'assistant':
      return { role, content: [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...callParts(message)] };
    case 'tool': {
      const { callId: toolCallId, name: toolName } = message;
      return { role, content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: text } }] };
    }
  }
}

function toFilePart({ mediaType, bytes }: ModelImage): { type: 'file'; mediaType: string; data: Uint8Array } {
  return { type: 'file', mediaType, data: bytes };
}

/** Some servers refuse what is no object. */
function toObject(argumentsText: string): ValueObject {
  const value = argumentsText.trim() === '' ? {} : tryParseJson(argumentsText)?.value;
  return isValueObject(value) ? value : { invalid_arguments: argumentsText };
}

function callParts({ toolCalls = [] }: { toolCalls?: readonly ModelToolCall[] }): SdkToolCall[] {
  return toolCalls.map(({ id, name, argumentsText, carried }) => ({
    type: 'tool-call',
    toolCallId: id,
    toolName: name,
    input: toObject(argumentsText),
    ...(carried === undefined ? {} : { providerOptions: carried as SdkToolCall['providerOptions'] & object }),
  }));
}
