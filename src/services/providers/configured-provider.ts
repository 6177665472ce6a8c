// Makes the provider that a table of the configuration describes, or says what is missing. Control thread.

import { KNOWN_SERVERS } from '../../config/known-servers.js';
import type { ProviderSettings } from '../../config/provider-settings.js';
import type { Logger } from '../../base/log.js';
import { MeteredProvider } from './metered-provider.js';
import { OfflineProvider } from './offline-provider.js';
import { PROTOCOLS } from './protocols.js';
import { ProviderGate } from './provider-gate.js';
import { SdkProvider } from './sdk-provider.js';
import type { SdkProviderOptions } from './sdk-provider.js';
import type { UsageLedger } from './usage-ledger.js';

/** Only for OpenAI's own server; what other servers offer is not known. */
const OPENAI_MODEL = 'gpt-4o-mini';

export interface ConfiguredProvider {
  readonly settings: ProviderSettings;
  readonly provider: MeteredProvider;
  /** Absent where no server is asked. */
  readonly gate?: ProviderGate;
  readonly baseUrl?: string;
}

export interface ProviderTools {
  readonly logger: Logger;
  readonly ledger: UsageLedger;
}

/** Where its server is, by its settings, its name or its kind. */
export function addressOf({ name, kind, baseUrl }: ProviderSettings): string | undefined {
  if (kind === 'offline') return undefined;
  return baseUrl?.value ?? KNOWN_SERVERS.get(name)?.baseUrl ?? PROTOCOLS[kind].baseUrl;
}

/** What has to be set before it can be asked; undefined where nothing is missing. */
export function missingOf(settings: ProviderSettings): 'address' | 'key' | undefined {
  const { name, kind, baseUrl, apiKey } = settings;
  if (kind === 'offline') return undefined;
  if (addressOf(settings) === undefined) return 'address';
  const needsKey = KNOWN_SERVERS.get(name)?.needsKey ?? PROTOCOLS[kind].needsKey;
  return needsKey && baseUrl === undefined && apiKey === undefined ? 'key' : undefined;
}

export function createProvider(settings: ProviderSettings, tools: ProviderTools): ConfiguredProvider {
  const { name, model, breakerFailures, breakerPauseMs, priceInput, priceOutput } = settings;
  const meter = { ledger: tools.ledger, prices: { input: priceInput, output: priceOutput } };
  const baseUrl = addressOf(settings);
  if (baseUrl === undefined) {
    const offline = new OfflineProvider({ name, cassette: settings.cassette?.value, model: model?.value });
    return { settings, provider: new MeteredProvider(offline, { ...meter, breakerFailures: 0 }) };
  }
  const gate = new ProviderGate(settings);
  const inner = new SdkProvider(sdkOptions(settings, baseUrl, tools.logger, gate));
  return {
    settings,
    provider: new MeteredProvider(inner, { ...meter, breakerFailures, breakerPauseMs }),
    gate,
    baseUrl,
  };
}

/** The key is read when it is needed. */
export function sdkOptions(
  settings: ProviderSettings,
  baseUrl: string,
  logger: Logger,
  gate?: ProviderGate,
): SdkProviderOptions {
  const { name, kind, apiKey, apiKeyVariable, headers, timeoutMs, retries } = settings;
  if (kind === 'offline') throw new TypeError(`${name} asks no server`);
  return {
    name,
    kind,
    baseUrl,
    get apiKey() {
      return apiKey?.value;
    },
    keyVariable: apiKeyVariable,
    defaultModel: defaultModelOf(settings, baseUrl),
    headers,
    timeoutMs,
    retries,
    logger,
    gate,
  };
}

function defaultModelOf({ kind, model }: ProviderSettings, baseUrl: string): string | undefined {
  return model?.value ?? (kind === 'openai' && baseUrl === PROTOCOLS.openai.baseUrl ? OPENAI_MODEL : undefined);
}
