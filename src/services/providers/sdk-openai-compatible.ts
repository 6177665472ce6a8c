// Servers that speak the chat protocol of OpenAI: Ollama, vLLM, llama.cpp, Groq, OpenRouter and many more. Control thread.

import type { Protocol } from './protocol.js';
import { laxSchema } from './sdk-openai.js';

export const OPENAI_COMPATIBLE: Protocol = {
  title: 'an OpenAI-compatible API',
  needsKey: false,
  async load({ apiKey, ...settings }) {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const sdk = createOpenAICompatible({
      ...settings,
      ...(apiKey === '' ? {} : { apiKey }),
      includeUsage: true,
      supportsStructuredOutputs: true,
    });
    return (model) => sdk.chatModel(model);
  },
  options: (request) => laxSchema('openaiCompatible', request),
};
