// What `Provider` and `LocalLLM` reach. Control thread.

import type { HostMethods } from '../../base/values.js';
import { capabilitiesOf, describeProvider, describeUsage, findProvider } from '../providers/describe-provider.js';
import { LocalModels } from '../providers/local-models.js';
import type { OllamaServer } from '../providers/ollama-client.js';
import type { ProviderRegistry } from '../providers/provider-registry.js';
import { pullModel } from '../providers/pull-model.js';
import type { Services } from '../services.js';
import { method } from './method.js';

const OLLAMA_TIMEOUT_MS = 5000;

export function providerMethods({ providers }: Services): HostMethods {
  const ollama = ollamaServer(providers);
  const local = new LocalModels(ollama);
  return {
    /** () -> array, the default first */
    'provider.list': method('Provider.list', () => providers.list().map((each) => describeProvider(each, providers))),

    /** (name or full name) -> table or nil */
    'provider.get': method('Provider.get', (args) => {
      const found = findProvider(providers, args.text(0));
      return found === undefined ? undefined : describeProvider(found, providers);
    }),

    /** (name or full name) -> table or nil */
    'provider.getCapabilities': method('Provider.getCapabilities', (args) => {
      const found = findProvider(providers, args.text(0));
      return found === undefined ? undefined : capabilitiesOf(found);
    }),

    /** (name or full name) -> whether it can be asked now; no request is made */
    'provider.isAvailable': method('Provider.isAvailable', (args) => {
      const found = findProvider(providers, args.text(0));
      return found !== undefined && found.provider.pausedMs === 0;
    }),

    /** () -> {total, run}: what was asked since the session began, and in this run */
    'provider.usage': method('Provider.usage', (_args, { runId }) => ({
      total: describeUsage(providers.usage.total),
      run: describeUsage(providers.usage.ofRun(runId)),
    })),

    /** () -> {ollama, candle} */
    'localllm.status': method('LocalLLM.status', (_args, { signal }) => local.status(signal)),

    /** (backend or nil) -> array */
    'localllm.list': method('LocalLLM.list', (args, { signal }) =>
      local.list(args.optional(0) === undefined ? 'all' : args.text(0), signal),
    ),

    /** ("model[:tag][@backend]") -> table */
    'localllm.pull': method('LocalLLM.pull', (args, { signal }) => pullModel(args.text(0), ollama, signal)),

    /** (id) -> table */
    'localllm.info': method('LocalLLM.info', (args, { signal }) => local.info(args.text(0), signal)),
  };
}

function ollamaServer(providers: ProviderRegistry): OllamaServer | undefined {
  const baseUrl = providers.get('ollama')?.baseUrl;
  return baseUrl === undefined ? undefined : { origin: new URL(baseUrl).origin, timeoutMs: OLLAMA_TIMEOUT_MS };
}
