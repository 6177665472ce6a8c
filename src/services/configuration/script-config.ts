// The configuration as scripts see it: no secrets, nothing that starts programs, and nothing that they could change. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import type { Config } from '../../config/config.js';
import { listSettings, toTree } from '../../config/listing.js';
import type { ProviderSettings } from '../../config/provider-settings.js';
import type { Allowance } from '../../permissions/grant.js';
import type { PermissionPolicy } from '../../permissions/policy.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

const CATEGORY = 'Configuration error';

export class ScriptConfig {
  private readonly snapshots = new Set<number>();
  private last = 0;

  constructor(
    private readonly config: Config,
    private readonly policy: PermissionPolicy,
  ) {}

  all(): ValueObject {
    // Arguments of servers may hold what is secret.
    const shown = listSettings(this.config.settings).filter(({ key }) => !key.startsWith('mcp.'));
    return {
      tools: {},
      ...(toTree(shown) as ValueObject),
      providers: Object.fromEntries(this.configured().map((settings) => [settings.name, describeProvider(settings)])),
      default_engine: this.config.engine.value,
      engines: { lua: { enabled: true } },
      security: this.security(),
    };
  }

  /** @throws SpellError `CONFIG_UNKNOWN_KEY` */
  section(name: string): Value {
    const all = this.all();
    if (name !== 'default_engine' && Object.hasOwn(all, name)) return all[name];
    const names = Object.keys(all).filter((known) => known !== 'default_engine');
    throw new SpellError('CONFIG_UNKNOWN_KEY', `Unknown configuration section: ${name}`, {
      category: CATEGORY,
      help: `the sections are ${names.sort().join(', ')}`,
      details: { section: name },
    });
  }

  get defaultEngine(): string {
    return this.config.engine.value;
  }

  provider(name: string): ValueObject | undefined {
    const found = this.configured().find((settings) => settings.name === name);
    return found === undefined ? undefined : describeProvider(found);
  }

  providerNames(): readonly string[] {
    return this.configured().map(({ name }) => name);
  }

  security(): ValueObject {
    const { read, write, net, run, env } = this.policy.grant;
    return compact({
      allow_file_access: allows(read) || allows(write),
      allow_network_access: allows(net),
      allow_process_spawn: allows(run),
      allow_environment_access: allows(env),
      allowed_paths: listed(read),
      allowed_write_paths: listed(write),
      allowed_hosts: listed(net),
      allowed_programs: listed(run),
    });
  }

  /** What is within the grant already is fine. @throws SpellError `CONFIG_READ_ONLY` */
  addPath(path: string): void {
    try {
      this.policy.checkRead(path);
      this.policy.checkWrite(path);
    } catch (error) {
      if (error instanceof SpellError) throw readOnly('Config.addAllowedPath', '--allow-read and --allow-write');
      throw error;
    }
  }

  snapshot(): number {
    this.last = Math.max(Date.now(), this.last + 1);
    this.snapshots.add(this.last);
    return this.last;
  }

  /** Nothing has changed since: only the name is checked. @throws SpellError `CONFIG_SNAPSHOT` */
  restore(snapshot: Value): void {
    if (this.snapshots.has(Number(snapshot))) return;
    throw new SpellError('CONFIG_SNAPSHOT', 'Config.restoreSnapshot: there is no such snapshot', {
      category: CATEGORY,
      help: 'pass what Config.snapshot() has returned in this session',
    });
  }

  private configured(): readonly ProviderSettings[] {
    const settings = [...this.config.settings.keys()];
    return Object.values(this.config.providers)
      .filter(
        ({ name, apiKey }) => apiKey !== undefined || settings.some((key) => key.startsWith(`providers.${name}.`)),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** @param flags that do it when the script is started */
export function readOnly(call: string, flags: string): SpellError {
  return new SpellError(
    'CONFIG_READ_ONLY',
    `${call} is not allowed: scripts cannot widen what they were started with`,
    {
      category: CATEGORY,
      help: `start the script with ${flags}`,
      details: { function: call },
    },
  );
}

function describeProvider(settings: ProviderSettings): ValueObject {
  const { name, kind, baseUrl, model, apiKey, timeoutMs, retries } = settings;
  return compact({
    name,
    kind,
    enabled: true,
    base_url: baseUrl?.value,
    model: model?.value,
    has_api_key: apiKey !== undefined,
    timeout_ms: timeoutMs,
    retries,
    max_concurrency: settings.maxConcurrency,
    requests_per_minute: settings.requestsPerMinute,
    tokens_per_minute: settings.tokensPerMinute,
  });
}

function allows(allowance: Allowance): boolean {
  return allowance === true || (allowance !== false && allowance.length > 0);
}

/** Nil where everything or nothing is allowed. */
function listed(allowance: Allowance): readonly string[] | undefined {
  return typeof allowance === 'boolean' ? undefined : allowance;
}
