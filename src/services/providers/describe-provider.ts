// Providers as scripts and people see them: what they are, what they can and what they were asked; no keys. Control thread.

import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { ConfiguredProvider } from './configured-provider.js';
import type { ProviderRegistry } from './provider-registry.js';
import type { UsageTotals } from './usage-ledger.js';

/** `kind/provider/model`, without the model where none is configured. */
export function fullName({ settings, provider }: ConfiguredProvider): string {
  return [settings.kind, settings.name, ...(provider.defaultModel === undefined ? [] : [provider.defaultModel])].join(
    '/',
  );
}

/** By its own name or its full one. */
export function findProvider(registry: ProviderRegistry, name: string): ConfiguredProvider | undefined {
  return registry.get(name) ?? registry.list().find((each) => fullName(each) === name);
}

export function capabilitiesOf({ settings, provider }: ConfiguredProvider): ValueObject {
  return compact({
    supports_streaming: true,
    // Whether the model of such a server can see them is not known before it is asked.
    supports_multimodal: !provider.isOffline,
    available_models: settings.model === undefined ? undefined : [settings.model.value],
  });
}

export function describeProvider(each: ConfiguredProvider, registry: ProviderRegistry): ValueObject {
  const { settings, provider, gate, baseUrl } = each;
  return compact({
    name: fullName(each),
    provider: settings.name,
    kind: settings.kind,
    model: provider.defaultModel,
    base_url: baseUrl,
    enabled: true,
    offline: provider.isOffline ? true : undefined,
    has_api_key: settings.apiKey !== undefined,
    default: registry.list()[0] === each,
    capabilities: capabilitiesOf(each),
    paused_ms: provider.pausedMs > 0 ? Math.ceil(provider.pausedMs) : undefined,
    active_requests: gate?.active,
    waiting_requests: gate?.queued,
    waited_ms: gate === undefined ? undefined : Math.round(gate.waitedMs),
    usage: describeUsage(registry.usage.ofProvider(settings.name)),
  });
}

export function describeUsage(totals: UsageTotals): ValueObject {
  return {
    requests: totals.requests,
    failures: totals.failures,
    input_tokens: totals.inputTokens,
    output_tokens: totals.outputTokens,
    total_tokens: totals.inputTokens + totals.outputTokens,
    cost_usd: totals.costUsd,
    time_ms: Math.round(totals.milliseconds),
  };
}
