// Why a model cannot be had: what is unknown, not configured or not named, and what helps. Control thread.

import { didYouMean } from '../../base/nearest.js';
import { SpellError } from '../../base/errors.js';
import { variableOf } from '../../config/schema.js';

const CATEGORY = 'LLM provider error';

/** @param configured names of providers that can be used. @param known those, and all that have a name by themselves */
export function providerNotFound(name: string, configured: readonly string[], known: readonly string[]): SpellError {
  return new SpellError('PROVIDER_NOT_FOUND', `Unknown provider '${name}'${didYouMean(name, known)}`, {
    category: CATEGORY,
    help: `configured: ${configured.join(', ')}; another server needs [providers.NAME] with base_url in the configuration`,
    details: { provider: name, configured },
  });
}

export interface Missing {
  readonly name: string;
  readonly keyVariable: string;
  readonly what: 'address' | 'key';
}

/** A known provider of which an address or a key is not set. */
export function providerNotConfigured(missing: Missing, configured: readonly string[]): SpellError {
  const { name, keyVariable, what } = missing;
  const address = variableOf({ key: 'providers.*.base_url' }).replace('*', name.toUpperCase().replaceAll('-', '_'));
  const key = `${keyVariable} (or llmspell keys add ${name})`;
  const help = {
    address: `set ${address}, or base_url in [providers.${name}]`,
    key: name === 'openai' ? `set ${address} (a server of your own) or ${key} to configure openai` : `set ${key}`,
  };
  return new SpellError('PROVIDER_NOT_CONFIGURED', `The provider '${name}' is not configured: it has no ${what}`, {
    category: CATEGORY,
    help: `${help[what]}; configured: ${configured.join(', ')} (offline/extractive needs no network)`,
    details: { provider: name, configured },
  });
}

export function modelRequired(provider: string): SpellError {
  const variable = variableOf({ key: 'providers.*.model' }).replace('*', provider.toUpperCase().replaceAll('-', '_'));
  return new SpellError('MODEL_REQUIRED', `Model is required: the provider '${provider}' has no default model`, {
    category: 'Validation error',
    help: `name one, e.g. Agent.builder():model('${provider}/NAME'), or set ${variable}`,
    details: { provider },
  });
}

export function ownServerOffline(provider: string): SpellError {
  return new SpellError('AGENT_SPEC', `base_url and api_key do not go with the provider '${provider}'`, {
    category: 'Validation error',
    help: 'name the model as openai/MODEL: that provider speaks to any OpenAI-compatible server',
    details: { provider },
  });
}

export function notAUrl(text: string): SpellError {
  return new SpellError('AGENT_SPEC', `base_url '${text}' is not a URL`, {
    category: 'Validation error',
    help: 'write it with its scheme, e.g. http://127.0.0.1:8080/v1',
  });
}
