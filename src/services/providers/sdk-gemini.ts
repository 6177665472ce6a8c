// Google's Gemini API, whose models can answer with images. Control thread.

import type { Protocol } from './protocol.js';

export const GEMINI: Protocol = {
  title: 'the Gemini API',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  needsKey: true,
  async load({ name: _name, ...settings }) {
    const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
    const sdk = createGoogleGenerativeAI(settings);
    return (model) => sdk.languageModel(model);
  },
  options: ({ wantsImages = false }) =>
    wantsImages ? { providerOptions: { google: { responseModalities: ['TEXT', 'IMAGE'] } } } : {},
};
