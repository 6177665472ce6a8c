// The globals `Provider` and `LocalLLM`. Data only.

import type { DocumentedRow } from '../documented.js';

const LIST = 'for _, p in ipairs(Provider.list()) do print(p.name) end';
const LOCAL = 'if LocalLLM.status().ollama.running then print(#LocalLLM.list() .. " models") end';

export const PROVIDER: readonly DocumentedRow[] = [
  ['Provider', undefined, 'table', 'The providers of models that can be asked, and what they were asked.', undefined, LIST],
  ['Provider.list', '', 'table', 'The providers, the default first; `name` is "kind/provider/model".', undefined, LIST],
  ['Provider.get', 'name: string', 'table or nil', 'One of them, by its own name or its full one.', 'there is no such provider', 'print(Provider.get("offline").usage.requests)'],
  ['Provider.getCapabilities', 'name: string', 'table or nil', 'What it can: {supports_streaming, supports_multimodal, available_models?}.', 'there is no such provider'],
  ['Provider.isAvailable', 'name: string', 'boolean', 'Whether it is configured and not left alone after failures; no request is made.'],
  ['Provider.usage', '', 'table', 'Requests, tokens and cost: {total, run}, since the session began and in this run.', undefined, 'print(Provider.usage().run.cost_usd)'],
  ['LocalLLM', undefined, 'table', 'Models on this machine, held by an Ollama server that is configured as `providers.ollama`.', undefined, LOCAL],
  ['LocalLLM.status', '', 'table', 'Whether the backends run: {ollama = {running, models, version?, error?}, candle = {ready, models, error?}}.', undefined, LOCAL],
  ['LocalLLM.list', 'backend?: string', 'table', 'The models that are there: an array of {id, backend, size_bytes, quantization?, modified_at?}, empty where the server does not answer.'],
  ['LocalLLM.pull', 'model: string', 'table', 'Downloads "model[:tag][@backend]" and waits for it; a download that fails has the status "failed".'],
  ['LocalLLM.info', 'id: string', 'table', 'One model: {id, backend, size_bytes, format, loaded, parameter_count?, quantization?}; raises where it is not there.'],
]; // prettier-ignore
