// What goes to a language model of the AI SDK (v3), and what comes back from it. Control thread.

import { Buffer } from 'node:buffer';
import type { ModelImage, ModelReply, ModelRequest, ModelTool, ModelToolCall, ModelUsage } from './model-provider.js';
import type { Protocol, SdkCallOptions, SdkModel } from './protocol.js';
import { toSdkPrompt } from './sdk-prompt.js';

type SdkGenerateResult = Awaited<ReturnType<SdkModel['doGenerate']>>;
type SdkContent = SdkGenerateResult['content'][number];
type SdkUsage = SdkGenerateResult['usage'];
type SdkFunctionTool = Extract<NonNullable<SdkCallOptions['tools']>[number], { type: 'function' }>;

export function toCallOptions(request: ModelRequest, protocol: Protocol, abortSignal: AbortSignal): SdkCallOptions {
  const { temperature, maxOutputTokens, tools = [], responseSchema: schema } = request;
  return {
    prompt: toSdkPrompt(request.messages),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(tools.length === 0 ? {} : { tools: tools.map(toSdkTool), toolChoice: { type: 'auto' } }),
    ...(schema === undefined ? {} : { responseFormat: { type: 'json', schema } }),
    ...protocol.options?.(request),
    abortSignal,
  };
}

function toSdkTool({ name, description, parameters }: ModelTool): SdkFunctionTool {
  return { type: 'function', name, description, inputSchema: parameters };
}

export function toReply({ content, finishReason, usage }: SdkGenerateResult): ModelReply {
  const toolCalls = content.filter((part) => part.type === 'tool-call').map(toToolCall);
  const images = content.filter((part) => part.type === 'file').flatMap(toImage);
  return {
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    ...(toolCalls.length === 0 ? {} : { toolCalls }),
    ...(images.length === 0 ? {} : { images }),
    finishReason: finishReason.unified,
    usage: toUsage(usage),
  };
}

export function toToolCall(part: Extract<SdkContent, { type: 'tool-call' }>): ModelToolCall {
  const { toolCallId: id, toolName: name, input: argumentsText, providerMetadata: carried } = part;
  return { id, name, argumentsText, ...(carried === undefined ? {} : { carried }) };
}

/** None where the file is something else. */
export function toImage({ mediaType, data }: Extract<SdkContent, { type: 'file' }>): readonly ModelImage[] {
  if (!mediaType.startsWith('image/')) return [];
  return [{ mediaType, bytes: typeof data === 'string' ? Buffer.from(data, 'base64') : data }];
}

export function toUsage({ inputTokens, outputTokens }: SdkUsage): ModelUsage {
  return {
    ...(inputTokens.total === undefined ? {} : { inputTokens: inputTokens.total }),
    ...(outputTokens.total === undefined ? {} : { outputTokens: outputTokens.total }),
  };
}
