// Composition root of the control thread: puts configuration, permissions, services and engine together. Control thread.

import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/log.js';
import type { HostMethod } from '../base/values.js';
import { loadConfig } from '../config/load-config.js';
import type { Engine, EngineOptions } from '../engine/contract.js';
import { createEngine } from '../engine/host.js';
import { createGrant } from '../permissions/defaults.js';
import { logCalls } from './log-calls.js';
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
 * The engine thread starts first; everything else is loaded while it comes up.
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
  // Filled before the first run is given to the engine.
  const methods: Record<string, HostMethod> = {};
  const engine = createEngine({
    methods,
    permissions: grant,
    workingDirectory,
    logger,
    // What logCalls writes at these levels names its place in the script.
    tellSources: options.trace.level === 'debug' || options.trace.level === 'trace',
    onOutput: parts.onOutput,
    readInput: parts.readInput,
    ...(options.maxMemoryBytes === undefined ? {} : { maxMemoryBytes: options.maxMemoryBytes }),
  });
  const [{ createServices }, { createHostMethods }] = await Promise.all([
    import('../services/services.js'),
    import('../services/methods.js'),
  ]);
  const services = createServices({ config, grant, workingDirectory, logger });
  const called: Record<string, HostMethod> = { ...createHostMethods(services) };
  if (options.stream) {
    const { streamingExecute } = await import('./stream-agents.js');
    called['agent.execute'] = streamingExecute(services.agents, parts.onToken, () => engine.outputTaken());
  }
  Object.assign(methods, logCalls(called, logger));
  return {
    engine,
    dispose: async () => {
      await Promise.all([services.dispose(), engine.dispose()]);
    },
  };
}
