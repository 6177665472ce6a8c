// What is answered to each request. Control thread.

import type { RequestHandlers } from '../protocol/requests.js';
import type { JsonObject } from '../protocol/schema.js';
import { interruptMetadata, VENDOR_KEY } from '../protocol/vendor.js';
import type { Comms } from './comms.js';
import type { EndReason, KernelOptions, KernelStatus } from './contract.js';
import type { Exchange } from './exchange.js';
import { answerDebug } from './handlers/debug.js';
import type { ExecutionCounts } from './handlers/execute.js';
import { execute } from './handlers/execute.js';
import { answerHistory } from './handlers/history.js';
import { kernelInfo } from './handlers/kernel-info.js';
import { answerComplete, answerInspect, answerIsComplete } from './handlers/language.js';
import type { KernelHistory } from './history.js';
import type { Session } from './session.js';

export interface HandlerParts {
  readonly version: string;
  readonly sessionOf: (exchange: Exchange) => Session;
  readonly history: KernelHistory;
  readonly comms: Comms;
  readonly listFiles: KernelOptions['listFiles'];
  readonly counts: ExecutionCounts;
  readonly onExecuted: KernelOptions['onExecuted'];
  readonly status: () => KernelStatus;
  readonly shutdown: (reason: EndReason) => void;
}

export function createHandlers(parts: HandlerParts): RequestHandlers<Exchange> {
  const { sessionOf } = parts;
  return {
    kernel_info: async () => kernelInfo(parts.version),
    execute: (content, exchange) =>
      execute(content, exchange, sessionOf(exchange), parts.counts).finally(() => parts.onExecuted?.()),
    complete: (content, exchange) => answerComplete(content, sessionOf(exchange), parts.listFiles),
    inspect: (content, exchange) => answerInspect(content, sessionOf(exchange)),
    is_complete: (content) => answerIsComplete(content),
    history: (content, exchange) => answerHistory(content, parts.history, sessionOf(exchange).history),
    comm_info: async ({ target_name }) => ({ status: 'ok', comms: parts.comms.list(target_name) }),
    shutdown: async ({ restart }, exchange) => {
      exchange.afterwards = () => parts.shutdown(restart ? 'restart' : 'shutdown');
      return { status: 'ok', restart };
    },
    interrupt: async (_content, exchange) => {
      const { request } = interruptMetadata.parse(
        exchange.message.metadata[VENDOR_KEY] ?? {},
        `metadata.${VENDOR_KEY}`,
      );
      const session = sessionOf(exchange);
      if (request === undefined) session.interrupt(exchange.client.id);
      else session.end(request);
      return { status: 'ok' };
    },
    debug: (content, exchange) => answerDebug(content, exchange, sessionOf(exchange)),
    llmspell_status: async () => ({ status: 'ok', kernel: parts.status() as unknown as JsonObject }),
  };
}
