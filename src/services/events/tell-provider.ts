// Tells of requests to models: provider.started, then provider.completed or provider.failed. Control thread.

import type { UsageObserver } from '../providers/usage-ledger.js';
import { compact } from '../value-kinds.js';
import type { ScriptEvents } from './script-events.js';

export function tellProvider(events: ScriptEvents): UsageObserver {
  return {
    began: (provider, model, runId) => {
      events.tellOf('provider.started', runId, () => ({ data: { provider, model } }));
    },
    ended: ({ provider, model, runId, usage, failed, milliseconds }) => {
      events.tellOf(failed ? 'provider.failed' : 'provider.completed', runId, () => ({
        data: compact({
          ...{ provider, model, duration_ms: Math.round(milliseconds * 1000) / 1000 },
          ...{ input_tokens: usage.inputTokens, output_tokens: usage.outputTokens, cost_usd: usage.costUsd },
        }),
      }));
    },
  };
}
