// An engine whose agents talk to a model server of the test, in the wire format of one kind of servers.

import type { TestContext } from 'node:test';
import { silentLogger } from '../../src/base/log.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createGrant } from '../../src/permissions/defaults.js';
import { createHostMethods } from '../../src/services/methods.js';
import { createServices } from '../../src/services/services.js';
import { LazyStateStore } from '../../src/services/stores/lazy-state-store.js';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';
import { TestEngine } from './engine.js';
import { startModelServer } from './model-server.js';
import type { ModelServer } from './model-server.js';
import type { WireFormat } from './wire-formats.js';

/** @param onOutput called for each piece that the script prints */
export async function providerEngine(
  t: TestContext,
  { kind, base }: Pick<WireFormat, 'kind' | 'base'>,
  folder: string,
  onOutput: () => void = () => undefined,
): Promise<{ readonly engine: TestEngine; readonly server: ModelServer }> {
  const server = await startModelServer();
  t.after(() => server.close());
  const environment = {
    LLMSPELL_PROVIDER_LAB_BASE_URL: `${server.origin}${base}`,
    LLMSPELL_PROVIDER_LAB_MODEL: 'm',
    LLMSPELL_PROVIDER_LAB_KIND: kind,
    LLMSPELL_DEFAULT_PROVIDER: 'lab',
    LAB_API_KEY: 'sk-lab',
  };
  const config = await loadConfig({ environment, homeDirectory: folder, workingDirectory: folder });
  const services = createServices({
    config,
    grant: createGrant(folder, { denyAll: true }, {}),
    workingDirectory: folder,
    logger: silentLogger,
    state: new LazyStateStore(() => SqliteStateStore.open(folder)),
  });
  return { engine: new TestEngine(t, { methods: createHostMethods(services), onOutput }), server };
}
