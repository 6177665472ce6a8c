// OpenAI itself, whose newer models want other parameters than the servers that imitate it. Control thread.

import type { ModelRequest } from './model-provider.js';
import type { Protocol, SdkCallOptions } from './protocol.js';

export const OPENAI: Protocol = {
  title: 'the OpenAI API',
  baseUrl: 'https://api.openai.com/v1',
  needsKey: true,
  async load(settings) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    const sdk = createOpenAI(settings);
    return (model) => sdk.chat(model);
  },
  options: (request) => laxSchema('openai', request),
};

/** Strict mode refuses schemas with optional parts; what comes back is checked here instead. */
export function laxSchema(sdk: string, { responseSchema }: ModelRequest): Partial<SdkCallOptions> {
  return responseSchema === undefined ? {} : { providerOptions: { [sdk]: { strictJsonSchema: false } } };
}
