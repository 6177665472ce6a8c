// The kinds of servers. Nothing of an SDK is loaded before the first request. Control thread.

import type { Protocol, ServerKind } from './protocol.js';
import { ANTHROPIC } from './sdk-anthropic.js';
import { GEMINI } from './sdk-gemini.js';
import { OPENAI } from './sdk-openai.js';
import { OPENAI_COMPATIBLE } from './sdk-openai-compatible.js';

export const PROTOCOLS: Readonly<Record<ServerKind, Protocol>> = {
  'openai-compatible': OPENAI_COMPATIBLE,
  openai: OPENAI,
  anthropic: ANTHROPIC,
  gemini: GEMINI,
};
