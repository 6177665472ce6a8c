// Has an Ollama server download a model. Control thread.

import { SpellError } from '../../base/errors.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { streamOllama } from './ollama-client.js';
import type { OllamaServer } from './ollama-client.js';

interface Progress {
  readonly status?: string;
  readonly error?: string;
  /** Of one layer, in bytes. */
  readonly digest?: string;
  readonly completed?: number;
  readonly total?: number;
}

/**
 * Waits until the model is there.
 *
 * @param spec `model[:tag][@backend]`
 * @throws SpellError `PROVIDER_LOCAL_MODEL` where the backend is not there; a download that fails is a result
 */
export async function pullModel(
  spec: string,
  server: OllamaServer | undefined,
  signal: AbortSignal,
): Promise<ValueObject> {
  const [id = '', backend = 'ollama'] = spec.split('@');
  if (backend !== 'ollama' || server === undefined || id.trim() === '') throw noBackend(spec, backend);
  const layers = new Map<string, Progress>();
  let last: Progress = {};
  for await (const progress of streamOllama<Progress>(server, '/api/pull', signal, { model: id, stream: true })) {
    last = progress;
    if (progress.digest !== undefined) layers.set(progress.digest, progress);
  }
  const sum = (key: 'completed' | 'total'): number =>
    [...layers.values()].reduce((bytes, layer) => bytes + (layer[key] ?? 0), 0);
  const isComplete = last.status === 'success';
  return compact({
    model_id: id,
    percent_complete: isComplete ? 100 : percent(sum('completed'), sum('total')),
    bytes_downloaded: sum('completed'),
    bytes_total: layers.size === 0 ? undefined : sum('total'),
    status: isComplete ? 'complete' : 'failed',
    error: isComplete ? undefined : (last.error ?? 'the download ended before it was complete'),
  });
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 100);
}

function noBackend(spec: string, backend: string): SpellError {
  const isOllama = backend === 'ollama';
  return new SpellError(
    'PROVIDER_LOCAL_MODEL',
    `Model '${spec}' cannot be pulled: the backend '${backend}' is not there`,
    {
      category: 'LLM provider error',
      help: isOllama ? 'put [providers.ollama] into the configuration' : 'the backend that is known is ollama',
      details: { model: spec, backend },
    },
  );
}
