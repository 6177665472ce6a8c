// Which providers are configured, and which one a script's model string means. Control thread.

import type { SpellError } from '../../base/errors.js';
import type { Logger } from '../../base/log.js';
import { KNOWN_SERVERS, keyVariableOf, kindOf } from '../../config/known-servers.js';
import type { ProviderSettings } from '../../config/provider-settings.js';
import type { PermissionPolicy } from '../../permissions/policy.js';
import { addressOf, createProvider, missingOf, sdkOptions } from './configured-provider.js';
import type { ConfiguredProvider } from './configured-provider.js';
import { MeteredProvider } from './metered-provider.js';
import type { ModelProvider } from './model-provider.js';
import {
  modelRequired,
  notAUrl,
  ownServerOffline,
  providerNotConfigured,
  providerNotFound,
} from './provider-errors.js';
import { SdkProvider } from './sdk-provider.js';
import { UsageLedger } from './usage-ledger.js';
import type { UsageObserver } from './usage-ledger.js';

/** What an agent says about its model. */
export interface ModelChoice {
  /** `provider/model`, or the model alone. */
  readonly model?: string | undefined;
  readonly provider?: string | undefined;
  /** A server of the script's own choice: needs the permission, and never gets the configured key. */
  readonly baseUrl?: string | undefined;
  /** Instead of the configured one. */
  readonly apiKey?: string | undefined;
}

export interface ResolvedModel {
  readonly provider: ModelProvider;
  readonly model: string;
}

export interface ProviderRegistryOptions {
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  /** The name of the one that is used where none is named. */
  readonly defaultProvider?: string | undefined;
  readonly policy: PermissionPolicy;
  readonly logger: Logger;
  /** Told of every request to a model. */
  readonly observer?: UsageObserver;
}

const OFFLINE: ProviderSettings = { name: 'offline', kind: 'offline', apiKeyVariable: keyVariableOf('offline') };
/** Names that mean something without being configured. */
const KNOWN_NAMES = ['openai', 'anthropic', 'gemini', 'offline', ...KNOWN_SERVERS.keys()];

export class ProviderRegistry {
  /** What was asked so far, by provider and by run. */
  readonly usage: UsageLedger;
  private readonly configured: ReadonlyMap<string, ConfiguredProvider>;

  constructor(private readonly options: ProviderRegistryOptions) {
    const all = Object.values({ ...options.providers, offline: options.providers['offline'] ?? OFFLINE });
    const usable = all.filter((settings) => missingOf(settings) === undefined);
    this.usage = new UsageLedger(options.observer);
    const tools = { logger: options.logger, ledger: this.usage };
    this.configured = new Map(usable.map((settings) => [settings.name, createProvider(settings, tools)]));
  }

  /** The providers that can be used; the first is the default, the one that is always there the last. */
  list(): readonly ConfiguredProvider[] {
    const first = this.configured.get(this.defaultName());
    const isOffline = ({ settings }: ConfiguredProvider): boolean => settings.kind === 'offline';
    const all = [...this.configured.values()].sort((a, b) => Number(isOffline(a)) - Number(isOffline(b)));
    return first === undefined ? all : [first, ...all.filter((other) => other !== first)];
  }

  get(name: string): ConfiguredProvider | undefined {
    return this.configured.get(name);
  }

  /**
   * Finds provider and model. A model without a provider's name before it belongs to the provider that is named apart,
   * else to openai; without either, the default provider and its default model are used.
   *
   * @throws SpellError `PROVIDER_NOT_FOUND`, `PROVIDER_NOT_CONFIGURED`, `MODEL_REQUIRED` or `PERMISSION_NET`
   */
  resolve(choice: ModelChoice): ResolvedModel {
    const { provider: name, model } = this.split(choice);
    const isOwn = choice.baseUrl !== undefined || choice.apiKey !== undefined;
    const provider = isOwn ? this.own(name ?? 'openai', choice) : this.find(name ?? this.defaultName()).provider;
    const id = model ?? provider.defaultModel;
    if (id === undefined) throw modelRequired(provider.name);
    return { provider, model: id };
  }

  /** @throws SpellError `PROVIDER_NOT_FOUND` or `PROVIDER_NOT_CONFIGURED` */
  find(name: string): ConfiguredProvider {
    const found = this.configured.get(name);
    if (found === undefined) throw this.notUsable(name);
    return found;
  }

  private notUsable(name: string): SpellError {
    const names = this.list().map((other) => other.settings.name);
    const isKnown = name in this.options.providers || KNOWN_NAMES.includes(name);
    if (!isKnown) return providerNotFound(name, names, [...new Set([...names, ...KNOWN_NAMES])]);
    const settings = this.settingsOf(name);
    const what = missingOf(settings) ?? 'address';
    return providerNotConfigured({ name, keyVariable: settings.apiKeyVariable, what }, names);
  }

  /** Openai goes first, so that it stays the default where others are configured besides. */
  private defaultName(): string {
    const { defaultProvider } = this.options;
    if (defaultProvider !== undefined) return defaultProvider;
    if (this.configured.has('openai')) return 'openai';
    const withModel = [...this.configured.values()].find(({ settings }) => settings.model !== undefined);
    return withModel?.settings.name ?? 'offline';
  }

  /** A provider that is named apart wins over the one before the slash. Many models have slashes in their own names. */
  private split({ model, provider }: ModelChoice): { provider?: string | undefined; model?: string } {
    if (model === undefined) return { provider };
    const slash = model.indexOf('/');
    const prefix = model.slice(0, Math.max(slash, 0));
    const isProvider = this.configured.has(prefix) || KNOWN_NAMES.includes(prefix);
    if (slash < 0 || (provider !== undefined && !isProvider)) return { provider: provider ?? 'openai', model };
    return { provider: provider ?? prefix, model: model.slice(slash + 1) };
  }

  /** A server or a key that the script brings itself. */
  private own(name: string, choice: ModelChoice): ModelProvider {
    const settings = this.settingsOf(name);
    if (settings.kind === 'offline') throw ownServerOffline(name);
    const configured = this.configured.get(name);
    const baseUrl = choice.baseUrl ?? addressOf(settings);
    if (baseUrl === undefined) throw this.notUsable(name);
    const isConfigured = baseUrl === configured?.baseUrl;
    if (!isConfigured) this.checkServer(baseUrl);
    const { logger } = this.options;
    const kind = settings.kind === 'openai' ? kindOf(name, baseUrl) : settings.kind;
    const bare = { name, kind, apiKeyVariable: settings.apiKeyVariable };
    const options = sdkOptions(isConfigured ? settings : bare, baseUrl, logger);
    const apiKey = choice.apiKey ?? options.apiKey;
    const inner = new SdkProvider({ ...options, apiKey, gate: isConfigured ? configured.gate : undefined });
    return new MeteredProvider(inner, { ledger: this.usage });
  }

  private settingsOf(name: string): ProviderSettings {
    const known = { name, kind: kindOf(name, undefined), apiKeyVariable: keyVariableOf(name) };
    return this.options.providers[name] ?? known;
  }

  private checkServer(baseUrl: string): void {
    if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl)) throw notAUrl(baseUrl);
    const url = new URL(baseUrl);
    const defaultPort = url.protocol === 'https:' ? 443 : 80;
    this.options.policy.checkNet(url.hostname, url.port === '' ? defaultPort : Number(url.port));
  }
}
