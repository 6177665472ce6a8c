// What goes to a language model of the AI SDK (v3), and what comes back from it. Control thread.

import type { OpenAICompatibleProvider } from '@ai-sdk/openai-compatible';
import type { ModelReply, ModelRequest, ModelTool, ModelToolCall, ModelUsage } from './model-provider.js';
import { toSdkPrompt } from './sdk-prompt.js';

type SdkModel = ReturnType<OpenAICompatibleProvider['chatModel']>;
type SdkCallOptions = Parameters<SdkModel['doGenerate']>[0];
type SdkGenerateResult = Awaited<ReturnType<SdkModel['doGenerate']>>;
type SdkContent = SdkGenerateResult['content'][number];
type SdkUsage = SdkGenerateResult['usage'];
type SdkFunctionTool = Extract<NonNullable<SdkCallOptions['tools']>[number], { type: 'function' }>;

/** Strict mode refuses schemas with optional parts; what comes back is checked here instead. */
const OPTIONS_OF_SDKS = { openaiCompatible: { strictJsonSchema: false } };

export function toCallOptions(request: ModelRequest, abortSignal: AbortSignal): SdkCallOptions {
  const { temperature, maxOutputTokens, tools = [], responseSchema: schema } = request;
  return {
    prompt: toSdkPrompt(request.messages),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(tools.length === 0 ? {} : { tools: tools.map(toSdkTool), toolChoice: { type: 'auto' } }),
    ...(schema === undefined ? {} : { responseFormat: { type: 'json', schema }, providerOptions: OPTIONS_OF_SDKS }),
    abortSignal,
  };
}

function toSdkTool({ name, description, parameters }: ModelTool): SdkFunctionTool {
  return { type: 'function', name, description, inputSchema: parameters };
}

export function toReply({ content, finishReason, usage }: SdkGenerateResult): ModelReply {
  const toolCalls = content.filter((part) => part.type === 'tool-call').map(toToolCall);
  return {
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    ...(toolCalls.length === 0 ? {} : { toolCalls }),
    finishReason: finishReason.unified,
    usage: toUsage(usage),
  };
}

export function toToolCall(part: Extract<SdkContent, { type: 'tool-call' }>): ModelToolCall {
  return { id: part.toolCallId, name: part.toolName, argumentsText: part.input };
}

export function toUsage({ inputTokens, outputTokens }: SdkUsage): ModelUsage {
  return {
    ...(inputTokens.total === undefined ? {} : { inputTokens: inputTokens.total }),
    ...(outputTokens.total === undefined ? {} : { outputTokens: outputTokens.total }),
  };
}
