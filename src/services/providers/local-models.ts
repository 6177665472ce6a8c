// Models that an Ollama on this machine, or where `providers.ollama` says, holds: its own API beside the chat protocol. Control thread.

import { SpellError } from '../../base/errors.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { fetchOllama, ollamaFailure } from './ollama-client.js';
import type { OllamaServer } from './ollama-client.js';

interface ListedModel {
  readonly name: string;
  readonly size?: number;
  readonly modified_at?: string;
  readonly details?: { readonly format?: string; readonly quantization_level?: string };
}

const NOT_CONFIGURED = 'Not configured';

export class LocalModels {
  /** @param server undefined where none is configured */
  constructor(private readonly server: OllamaServer | undefined) {}

  async status(signal: AbortSignal): Promise<ValueObject> {
    const candle = { ready: false, models: 0, error: NOT_CONFIGURED };
    return { ollama: await this.ollamaStatus(signal), candle };
  }

  /** Nothing where the server does not answer. @param backend `ollama`, `candle` or `all` */
  async list(backend: string, signal: AbortSignal): Promise<readonly ValueObject[]> {
    if (this.server === undefined || backend === 'candle') return [];
    const models = await this.models(this.server, signal).catch(() => []);
    signal.throwIfAborted();
    return models.map(describe);
  }

  /** @throws SpellError `PROVIDER_LOCAL_MODEL` for a model that is not there */
  async info(id: string, signal: AbortSignal): Promise<ValueObject> {
    const { server } = this;
    const found = server === undefined ? undefined : (await this.models(server, signal)).find(isNamed(id));
    if (server === undefined || found === undefined) throw notFound(id);
    const [shown, running] = await Promise.all([
      fetchOllama<Shown>(server, '/api/show', signal, { model: found.name }),
      fetchOllama<{ models?: readonly ListedModel[] }>(server, '/api/ps', signal),
    ]);
    return compact({
      id: found.name,
      backend: 'ollama',
      size_bytes: found.size ?? 0,
      format: shown.details?.format ?? found.details?.format ?? 'unknown',
      loaded: (running.models ?? []).some(({ name }) => name === found.name),
      parameter_count: shown.model_info?.['general.parameter_count'],
      quantization: shown.details?.quantization_level ?? found.details?.quantization_level,
    });
  }

  private async ollamaStatus(signal: AbortSignal): Promise<ValueObject> {
    if (this.server === undefined) return { running: false, models: 0, error: NOT_CONFIGURED };
    try {
      const [{ version }, models] = await Promise.all([
        fetchOllama<{ version?: string }>(this.server, '/api/version', signal),
        this.models(this.server, signal),
      ]);
      return compact({ running: true, models: models.length, version });
    } catch (error) {
      signal.throwIfAborted();
      return { running: false, models: 0, error: ollamaFailure(error, this.server).message };
    }
  }

  private async models(server: OllamaServer, signal: AbortSignal): Promise<readonly ListedModel[]> {
    const { models = [] } = await fetchOllama<{ models?: readonly ListedModel[] }>(server, '/api/tags', signal);
    return models;
  }
}

interface Shown {
  readonly details?: ListedModel['details'];
  readonly model_info?: Readonly<Record<string, number | string>>;
}

function describe({ name, size, modified_at: modifiedAt, details }: ListedModel): ValueObject {
  const modified = Date.parse(modifiedAt ?? '');
  return compact({
    id: name,
    backend: 'ollama',
    size_bytes: size ?? 0,
    quantization: details?.quantization_level,
    modified_at: Number.isNaN(modified) ? undefined : Math.floor(modified / 1000),
  });
}

/** `llama3` means `llama3:latest`. */
function isNamed(id: string): (model: ListedModel) => boolean {
  return ({ name }) => name === id || name === `${id}:latest`;
}

function notFound(id: string): SpellError {
  return new SpellError('PROVIDER_LOCAL_MODEL', `Model '${id}' not found in any backend`, {
    category: 'LLM provider error',
    help: 'LocalLLM.list() names those that are there; LocalLLM.pull("name") gets another',
    details: { model: id },
  });
}
