// Logs what scripts ask of the services: each call with its run and how long it took. Control thread.

import { performance } from 'node:perf_hooks';
import type { Logger } from '../base/log.js';
import type { HostMethod, HostMethods } from '../base/values.js';

/** Level debug, under `services.NAME` of `NAME.operation`; methods whose module is not logged stay as they are. */
export function logCalls(methods: HostMethods, logger: Logger): HostMethods {
  const logged = Object.entries(methods).map(([name, method]) => {
    const module = `services.${name.split('.')[0] ?? name}`;
    return [name, logger.isEnabled('debug', module) ? logCall(name, module, method, logger) : method];
  });
  return Object.fromEntries(logged) as HostMethods;
}

function logCall(name: string, module: string, method: HostMethod, logger: Logger): HostMethod {
  return async (args, context) => {
    const { runId, source } = context;
    const origin = { module, runId, ...(source === undefined ? {} : { source }) };
    const started = performance.now();
    const log = (message: string, fields: Readonly<Record<string, unknown>>): void => {
      const ms = Math.round((performance.now() - started) * 10) / 10;
      logger.log({ level: 'debug', message, ...origin, fields: { ms, ...fields } });
    };
    logger.log({ level: 'trace', message: `${name} is called`, ...origin });
    try {
      const value = await method(args, context);
      log(name, {});
      return value;
    } catch (error) {
      // The message may hold what the script passed; its code says enough.
      log(`${name} failed`, { code: error instanceof Error && 'code' in error ? error.code : 'INTERNAL' });
      throw error;
    }
  };
}
