// A conversation as plain data, as `agent:save_state` keeps it. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import type { ModelImage, ModelMessage, ModelToolCall } from '../providers/model-provider.js';
import { asArray, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { Turn } from './conversation.js';

export function toSavedConversation(turns: readonly Turn[]): Value {
  return turns.map((turn) => turn.map((message) => ({ ...message }) as unknown as ValueObject));
}

/** @throws SpellError `AGENT_STATE` when it is something else */
export function parseConversation(saved: Value, agent: string): readonly Turn[] {
  try {
    return list(saved).map((turn) => {
      const [question, ...followed] = list(turn).map(parseMessage);
      if (question?.role !== 'user') throw new TypeError('a turn begins with no question');
      return [question, ...followed] as const;
    });
  } catch (error) {
    throw new SpellError('AGENT_STATE', `What was saved for agent '${agent}' is not a state of an agent`, {
      category: 'Storage error',
      help: 'agent:delete_state() removes it',
      details: { agent },
      cause: error,
    });
  }
}

function parseMessage(value: Value): ModelMessage {
  const message = object(value);
  const text = string(message['text']);
  switch (message['role']) {
    case 'user': {
      const images = optionalList(message['images']).map(parseImage);
      return { role: 'user', text, ...(images.length === 0 ? {} : { images }) };
    }
    case 'assistant': {
      const toolCalls = optionalList(message['toolCalls']).map(parseToolCall);
      return { role: 'assistant', text, ...(toolCalls.length === 0 ? {} : { toolCalls }) };
    }
    case 'tool':
      return { role: 'tool', text, callId: string(message['callId']), name: string(message['name']) };
    default:
      throw new TypeError('a message of no known role');
  }
}

function parseImage(value: Value): ModelImage {
  const { mediaType, bytes } = object(value);
  // Stores give bytes that are UTF-8 back as text.
  return { mediaType: string(mediaType), bytes: bytes instanceof Uint8Array ? bytes : Buffer.from(string(bytes)) };
}

function parseToolCall(value: Value): ModelToolCall {
  const { id, name, argumentsText } = object(value);
  return { id: string(id), name: string(name), argumentsText: string(argumentsText) };
}

function object(value: Value): ValueObject {
  if (isValueObject(value)) return value;
  throw new TypeError('no table');
}

function list(value: Value): readonly Value[] {
  const array = asArray(value);
  if (array !== undefined) return array;
  throw new TypeError('no array');
}

function optionalList(value: Value): readonly Value[] {
  return value === undefined || value === null ? [] : list(value);
}

function string(value: Value): string {
  if (typeof value === 'string') return value;
  throw new TypeError('no text');
}
