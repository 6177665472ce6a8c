// Reads the JSON of a cassette, and says which entry is wrong. Its content is never quoted: the file may be another one. Control thread.

import type { CassetteEntry } from './cassette.js';
import type { FinishReason } from './model-provider.js';

type Refuse = (problem: string) => Error;
type Table = Readonly<Record<string, unknown>>;

const KEYS = ['when', 'repeat', 'text', 'chunks', 'tool_calls', 'error', 'finish_reason', 'usage'];
const FINISH_REASONS: readonly FinishReason[] = ['stop', 'length', 'content-filter', 'tool-calls', 'error', 'other'];

/** `{"entries": [...]}`; each entry has `text`, `chunks`, `tool_calls` or `error`. */
export function parseCassette(text: string, refuse: Refuse): readonly CassetteEntry[] {
  const file = parsed(text);
  if (!isTable(file) || !Array.isArray(file['entries'])) throw refuse('it is not JSON with a list "entries"');
  return file['entries'].map((entry: unknown, place) =>
    parseEntry(entry, (problem) => refuse(`entry ${place + 1} ${problem}`)),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseEntry(entry: unknown, refuse: Refuse): CassetteEntry {
  if (!isTable(entry)) throw refuse('is not an object');
  if (Object.keys(entry).some((key) => !KEYS.includes(key))) throw refuse(`has a key besides ${KEYS.join(', ')}`);
  const { when, repeat = false, finish_reason: finishReason, usage } = entry;
  if (when !== undefined && typeof when !== 'string') throw refuse('has a "when" that is no text');
  if (typeof repeat !== 'boolean') throw refuse('has a "repeat" that is neither true nor false');
  const reason = FINISH_REASONS.find((known) => known === finishReason);
  if (finishReason !== undefined && reason === undefined) throw refuse('has a "finish_reason" that is none');
  const chunks = chunksOf(entry, refuse);
  const toolCalls = toolCallsOf(entry, refuse);
  const error = errorOf(entry, refuse);
  if (chunks.length + toolCalls.length === 0 && entry['text'] === undefined && error === undefined) {
    throw refuse('has neither "text", "chunks", "tool_calls" nor "error"');
  }
  return {
    ...(when === undefined ? {} : { when }),
    repeat,
    chunks,
    toolCalls,
    ...(error === undefined ? {} : { error }),
    ...(reason === undefined ? {} : { finishReason: reason }),
    ...(usage === undefined ? {} : { usage: usageOf(usage, refuse) }),
  };
}

/** Text in one piece is streamed word by word. */
function chunksOf({ text, chunks }: Table, refuse: Refuse): readonly string[] {
  if (chunks !== undefined) {
    if (Array.isArray(chunks) && chunks.every((chunk) => typeof chunk === 'string')) return chunks;
    throw refuse('has "chunks" that are no list of texts');
  }
  if (text === undefined) return [];
  if (typeof text !== 'string') throw refuse('has a "text" that is none');
  return text.match(/\s*\S+\s*$|\s*\S+|\s+$/g) ?? [];
}

function toolCallsOf({ tool_calls: calls = [] }: Table, refuse: Refuse): CassetteEntry['toolCalls'] {
  if (!Array.isArray(calls)) throw refuse('has "tool_calls" that are no list');
  return calls.map((call: unknown) => {
    if (!isTable(call) || typeof call['name'] !== 'string') throw refuse('has a tool call without a "name"');
    const given = call['arguments'] ?? {};
    // Text stands for itself, so that wrong arguments can be tried as well.
    return { name: call['name'], argumentsText: typeof given === 'string' ? given : JSON.stringify(given) };
  });
}

function errorOf({ error }: Table, refuse: Refuse): CassetteEntry['error'] {
  if (error === undefined) return undefined;
  if (!isTable(error)) throw refuse('has an "error" that is no object');
  const { code = 'PROVIDER_UNAVAILABLE', message = 'the cassette says so' } = error;
  const isCode = typeof code === 'string' && /^PROVIDER_[A-Z_]+$/.test(code);
  if (!isCode || typeof message !== 'string') throw refuse('has an "error" whose code is no PROVIDER_* code');
  return { code, message };
}

function usageOf(usage: unknown, refuse: Refuse): NonNullable<CassetteEntry['usage']> {
  const counts = isTable(usage) ? [usage['input_tokens'] ?? 0, usage['output_tokens'] ?? 0] : [undefined];
  const [inputTokens, outputTokens] = counts.filter((count) => typeof count === 'number' && count >= 0) as number[];
  if (inputTokens === undefined || outputTokens === undefined) throw refuse('has a "usage" without counts of tokens');
  return { inputTokens, outputTokens };
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
