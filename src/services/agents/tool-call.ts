// One tool call that a model asks for: carried out, and its result or its fault put into words for the model. Control thread.

import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import { depthErrorIn } from './recursion.js';
import { toJsonText, tryParseJson } from '../json-text.js';
import type { ModelMessage, ModelToolCall } from '../providers/model-provider.js';
import type { Tool } from '../tools/tool.js';
import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

/** Runs a tool by its name and gives its output table. */
export type RunTool = (name: string, parameters: ValueObject, signal: AbortSignal) => Promise<ValueObject>;

export interface ToolCallResult {
  readonly message: ModelMessage;
  /** {name, arguments, duration_ms, success, error?} */
  readonly record: ValueObject;
}

/**
 * What the tool refuses is told to the model, which may do better; anything else is thrown.
 *
 * @param allowed the tools that the model was offered
 */
export async function runToolCall(
  call: ModelToolCall,
  allowed: readonly Tool[],
  run: RunTool,
  signal: AbortSignal,
): Promise<ToolCallResult> {
  const started = performance.now();
  const parsed = call.argumentsText.trim() === '' ? {} : tryParseJson(call.argumentsText)?.value;
  let text: string;
  let error: string | undefined;
  try {
    if (!allowed.some((tool) => tool.name === call.name)) throw notOffered(call.name, allowed);
    if (!isValueObject(parsed)) throw badArguments();
    text = toJsonText(await run(call.name, parsed, signal));
  } catch (failure) {
    signal.throwIfAborted();
    if (!(failure instanceof SpellError)) throw failure;
    const tooDeep = depthErrorIn(failure);
    if (tooDeep !== undefined) throw tooDeep;
    error = failure.message;
    text = `Error: ${error}${failure.help === undefined ? '' : ` (${failure.help})`}`;
  }
  return {
    message: { role: 'tool', callId: call.id, name: call.name, text },
    record: compact({
      name: call.name,
      arguments: parsed ?? call.argumentsText,
      duration_ms: Math.round(performance.now() - started),
      success: error === undefined,
      error,
    }),
  };
}

function notOffered(name: string, allowed: readonly Tool[]): SpellError {
  const names = allowed.map((tool) => tool.name).join(', ');
  return new SpellError('TOOL_NOT_FOUND', `There is no tool '${name}'`, { help: `the tools are ${names}` });
}

function badArguments(): SpellError {
  return new SpellError('TOOL_PARAMETER', 'The arguments are not a JSON object', { help: 'write them as one' });
}
