// Which providers are configured, and which one a script's model string means. Control thread.

import type { ProviderSettings } from '../../config/provider-settings.js';
import { didYouMean } from '../../base/nearest.js';
import { SpellError } from '../../base/errors.js';
import type { Logger } from '../../base/log.js';
import type { PermissionPolicy } from '../../permissions/policy.js';
import type { ModelProvider } from './model-provider.js';
import { OfflineProvider } from './offline-provider.js';
import { SdkProvider } from './sdk-provider.js';

const OPENAI_BASE_URL = 'https://api.openai.com/v1';
/** Only for that server; what other servers offer is not known. */
const OPENAI_MODEL = 'gpt-4o-mini';

const OPENAI_HELP =
  'set LLMSPELL_PROVIDER_OPENAI_BASE_URL (a server of your own) or OPENAI_API_KEY to configure openai';

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
  readonly openai: Pick<ProviderSettings, 'baseUrl' | 'model' | 'apiKey'>;
  readonly policy: PermissionPolicy;
  readonly logger: Logger;
}

export class ProviderRegistry {
  private readonly offline = new OfflineProvider();
  private readonly openai: ModelProvider | undefined;

  constructor(private readonly options: ProviderRegistryOptions) {
    this.openai = createOpenAi(options);
  }

  /** The providers that can be used; the first is the default. */
  list(): readonly ModelProvider[] {
    return this.openai === undefined ? [this.offline] : [this.openai, this.offline];
  }

  /**
   * Finds provider and model. A model without a provider's name before it belongs to the provider that is named apart,
   * else to openai; without either, the default provider and its default model are used.
   *
   * @throws SpellError `PROVIDER_NOT_FOUND`, `PROVIDER_NOT_CONFIGURED`, `MODEL_REQUIRED` or `PERMISSION_NET`
   */
  resolve(choice: ModelChoice): ResolvedModel {
    const { provider: name, model } = splitModel(choice);
    const isOwn = choice.baseUrl !== undefined || choice.apiKey !== undefined;
    const provider = isOwn ? this.own(name ?? 'openai', choice) : this.find(name);
    const id = model ?? provider.defaultModel;
    if (id === undefined) throw modelRequired(provider.name);
    return { provider, model: id };
  }

  private find(name: string | undefined): ModelProvider {
    const found = name === undefined ? this.list()[0] : this.list().find((provider) => provider.name === name);
    if (found !== undefined) return found;
    throw name === 'openai' ? this.notConfigured() : this.notFound(name ?? '');
  }

  /** A server or a key that the script brings itself. */
  private own(name: string, choice: ModelChoice): ModelProvider {
    if (name !== 'openai') throw onlyOpenAi(name);
    const { openai, logger } = this.options;
    const configured = this.openai === undefined ? undefined : (openai.baseUrl?.value ?? OPENAI_BASE_URL);
    const baseUrl = choice.baseUrl ?? configured ?? OPENAI_BASE_URL;
    if (baseUrl !== configured) this.checkServer(baseUrl);
    const isConfigured = baseUrl === configured;
    const apiKey = choice.apiKey ?? (isConfigured ? openai.apiKey?.value : undefined);
    const defaultModel = isConfigured ? this.openai?.defaultModel : undefined;
    return new SdkProvider({
      kind: 'openai-compatible',
      keyVariable: 'OPENAI_API_KEY',
      name,
      baseUrl,
      apiKey,
      defaultModel,
      logger,
    });
  }

  private checkServer(baseUrl: string): void {
    const url = parseBaseUrl(baseUrl);
    const defaultPort = url.protocol === 'https:' ? 443 : 80;
    this.options.policy.checkNet(url.hostname, url.port === '' ? defaultPort : Number(url.port));
  }

  private notFound(name: string): SpellError {
    const names = this.list().map((provider) => provider.name);
    return new SpellError(
      'PROVIDER_NOT_FOUND',
      `Unknown provider '${name}'${didYouMean(name, ['openai', 'offline'])}`,
      {
        category: 'LLM provider error',
        help: `configured: ${names.join(', ')}; name other servers as openai/MODEL with their base URL${this.openai === undefined ? `; ${OPENAI_HELP}` : ''}`,
        details: { provider: name, configured: names },
      },
    );
  }

  private notConfigured(): SpellError {
    return new SpellError('PROVIDER_NOT_CONFIGURED', "The provider 'openai' is not configured", {
      category: 'LLM provider error',
      help: `${OPENAI_HELP}; configured: offline (offline/${this.offline.defaultModel} needs no network)`,
      details: { provider: 'openai', configured: ['offline'] },
    });
  }
}

function createOpenAi({ openai, logger }: ProviderRegistryOptions): ModelProvider | undefined {
  if (openai.baseUrl === undefined && openai.apiKey === undefined) return undefined;
  const baseUrl = openai.baseUrl?.value ?? OPENAI_BASE_URL;
  const fallback = baseUrl === OPENAI_BASE_URL ? OPENAI_MODEL : undefined;
  const defaultModel = openai.model?.value ?? fallback;
  return new SdkProvider({
    kind: 'openai-compatible',
    keyVariable: 'OPENAI_API_KEY',
    name: 'openai',
    baseUrl,
    apiKey: openai.apiKey?.value,
    defaultModel,
    logger,
  });
}

const PROVIDER_NAMES = ['openai', 'offline'];

/** A provider that is named apart wins over the one before the slash. Many models have slashes in their own names. */
function splitModel({ model, provider }: ModelChoice): { provider?: string | undefined; model?: string } {
  if (model === undefined) return { provider };
  const slash = model.indexOf('/');
  const prefix = model.slice(0, Math.max(slash, 0));
  if (slash < 0 || (provider !== undefined && !PROVIDER_NAMES.includes(prefix))) {
    return { provider: provider ?? 'openai', model };
  }
  return { provider: provider ?? prefix, model: model.slice(slash + 1) };
}

function onlyOpenAi(provider: string): SpellError {
  return new SpellError('AGENT_SPEC', `base_url and api_key do not go with the provider '${provider}'`, {
    category: 'Validation error',
    help: 'name the model as openai/MODEL: that provider speaks to any OpenAI-compatible server',
    details: { provider },
  });
}

function parseBaseUrl(text: string): URL {
  if (URL.canParse(text) && /^https?:/.test(text)) return new URL(text);
  throw new SpellError('AGENT_SPEC', `base_url '${text}' is not a URL`, {
    category: 'Validation error',
    help: 'write it with its scheme, e.g. http://127.0.0.1:8080/v1',
  });
}

function modelRequired(provider: string): SpellError {
  return new SpellError('MODEL_REQUIRED', `Model is required: the provider '${provider}' has no default model`, {
    category: 'Validation error',
    help: "name one, e.g. Agent.builder():model('openai/NAME'), or set LLMSPELL_PROVIDER_OPENAI_MODEL",
    details: { provider },
  });
}
