// Whether an answer is the JSON that was asked for. The validator is loaded at the first such request. Control thread.

import { SpellError } from '../../base/errors.js';
import { tryParseJson } from '../json-text.js';
import type { JsonSchema, ModelReply } from './model-provider.js';

/** What is wrong with an answer; undefined if it fits. */
export type AnswerCheck = (reply: Pick<ModelReply, 'text' | 'finishReason'>) => string | undefined;

/** @throws SpellError `AGENT_SPEC` where the schema is none that can be checked */
export async function answerCheck(schema: JsonSchema): Promise<AnswerCheck> {
  const { fromJSONSchema } = await import('zod');
  const validator = build(() => fromJSONSchema(schema as Parameters<typeof fromJSONSchema>[0]));
  return ({ text, finishReason }) => {
    // A model that asks for a tool has not answered yet.
    if (finishReason === 'tool-calls') return undefined;
    const parsed = tryParseJson(text);
    if (parsed === undefined) {
      return finishReason === 'length'
        ? 'the answer was cut off before its JSON was complete'
        : 'the answer is not JSON';
    }
    const issue = validator.safeParse(parsed.value).error?.issues[0];
    if (issue === undefined) return undefined;
    const place = issue.path.length === 0 ? '' : ` at ${issue.path.map(String).join('.')}`;
    return `the answer does not fit the schema${place}: ${issue.message}`;
  };
}

function build<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SpellError('AGENT_SPEC', `The schema of the answer cannot be used: ${why}`, {
      category: 'Validation error',
      help: 'write a JSON schema without references to other files',
      cause: error,
    });
  }
}
