// Composition root of the control thread: puts configuration, permissions, services and engine together. Control thread.

import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/log.js';
import type { HostMethods } from '../base/values.js';
import { loadConfig } from '../config/load-config.js';
import type { Engine, EngineOptions } from '../engine/contract.js';
import { createEngine } from '../engine/host.js';
import { createGrant } from '../permissions/defaults.js';
import { logCalls } from './log-calls.js';
import type { Services, ServicesOptions } from '../services/services.js';
import type { CliOptions } from './options.js';

export interface ComposeOptions {
  readonly options: CliOptions;
  readonly workingDirectory: string;
  readonly logger: Logger;
  readonly onOutput: NonNullable<EngineOptions['onOutput']>;
  readonly readInput: NonNullable<EngineOptions['readInput']>;
  /** Where the tokens of models go as they come, with `--stream`. */
  readonly onToken: (text: string) => void | Promise<void>;
}

export interface Session extends Disposable {
  readonly engine: Engine;
}

/**
 * The engine thread starts at once; services are loaded when the script first asks for one.
 *
 * @throws SpellError `CONFIG_*` and `PERMISSION_FLAG`
 */
export async function openSession(parts: ComposeOptions): Promise<Session> {
  const { options, workingDirectory, logger } = parts;
  const config = await loadConfig({
    workingDirectory,
    ...(options.config === undefined ? {} : { file: options.config }),
  });
  const grant = createGrant(workingDirectory, options.permissions, config.permissions);
  let services: Promise<Services> | undefined;
  const engine = createEngine({
    methods: () => {
      services = loadServices({ config, grant, workingDirectory, logger });
      return services.then((loaded) => hostMethods(loaded, parts, () => engine.outputTaken()));
    },
    permissions: grant,
    workingDirectory,
    modulePath: config.modules.path.value,
    logger,
    // Every record of a service names its place in the script.
    tellSources: options.trace.level !== 'off',
    onOutput: parts.onOutput,
    readInput: parts.readInput,
    ...(options.maxMemoryBytes === undefined ? {} : { maxMemoryBytes: options.maxMemoryBytes }),
  });
  return {
    engine,
    dispose: async () => {
      await Promise.all([engine.dispose(), services?.then((loaded) => loaded.dispose())]);
    },
  };
}

async function loadServices(options: ServicesOptions): Promise<Services> {
  const { createServices } = await import('../services/services.js');
  return createServices(options);
}

async function hostMethods(
  services: Services,
  { options, logger, onToken }: ComposeOptions,
  earlierOutput: () => Promise<void>,
): Promise<HostMethods> {
  const { createHostMethods } = await import('../services/methods.js');
  const methods = createHostMethods(services);
  if (!options.stream) return logCalls(methods, logger);
  const { streamingExecute } = await import('./stream-agents.js');
  const execute = streamingExecute(services.agents, onToken, earlierOutput);
  return logCalls({ ...methods, 'agent.execute': execute }, logger);
}
