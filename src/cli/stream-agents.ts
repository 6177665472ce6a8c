// `--stream`: Agent:execute prints the answer as it comes, and still returns it whole. Control thread.

import type { HostMethod } from '../base/values.js';
import type { AgentService } from '../services/agents/agent-service.js';
import { Arguments } from '../services/arguments.js';

/** @param earlierOutput resolves when what the script printed before has been written */
export function streamingExecute(
  agents: AgentService,
  onToken: (text: string, runId: string) => void | Promise<void>,
  earlierOutput: () => Promise<void>,
): HostMethod {
  return async (values, context) => {
    const args = new Arguments('agent:execute', values, 1);
    const agent = agents.get(args.text(0));
    const input = args.table(1);
    await earlierOutput();
    let last = '\n';
    const onChunk = async (text: string): Promise<void> => {
      if (text === '') return;
      last = text;
      await onToken(text, context.runId);
    };
    const { table } = await agent.stream(input, onChunk, context);
    // What the script prints next begins on a line of its own.
    if (!last.endsWith('\n')) await onToken('\n', context.runId);
    return table;
  };
}
