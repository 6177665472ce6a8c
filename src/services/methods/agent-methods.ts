// What `Agent` and agents reach: building, asking, tools. Control thread.

import type { HostMethods } from '../../base/values.js';
import { agentExecution } from '../agents/agent-execution.js';
import { describeAgent, nameAgent } from '../agents/agent-views.js';
import { PieceQueue } from '../agents/piece-queue.js';
import type { Services } from '../services.js';
import { describeTool } from '../tools/tool-registry.js';
import { isValueObject } from '../value-kinds.js';
import { method } from './method.js';

export function agentMethods({ agents, tools }: Services): HostMethods {
  return {
    /** (spec) -> {id, name, model} */
    'agent.create': method('Agent.create', (args) => nameAgent(agents.create(args.table(0)))),

    /** (id, input) -> output table */
    'agent.execute': agentExecution(agents),

    /** (id, input, context) -> output table, with {id, scope, ...} of the context in its metadata */
    'agent.execute_with_context': method(
      'agent:execute_with_context',
      async (args, call) => {
        const agent = agents.get(args.text(0));
        const [input, id] = [args.table(1), args.text(2)];
        const { context } = input;
        const data = { ...agents.contexts.data(id), ...(isValueObject(context) ? context : {}) };
        const { conversation_id = input['conversation_id'] } = agents.contexts.about(id);
        const table = await agents.ask(agent, { ...input, context: data, conversation_id }, call);
        const { metadata } = table;
        return {
          ...table,
          metadata: { ...(isValueObject(metadata) ? metadata : {}), context: agents.contexts.about(id) },
        };
      },
      1,
    ),

    /** (id, input, function(chunk)) -> output table with success and chunks_received; chunk is {text, index} */
    'agent.stream': method(
      'agent:invokeStream',
      async (args, context) => {
        const agent = agents.get(args.text(0));
        const pieces = new PieceQueue(context, args.luaFunction(2));
        const { table, chunks } = await pieces.during((onChunk, call, settle) =>
          agent.stream(args.table(1), onChunk, call, settle),
        );
        return { ...table, success: true, chunks_received: chunks };
      },
      1,
    ),

    /** (id) -> whether it was there */
    'agent.destroy': method('agent:destroy', (args) => agents.destroy(args.text(0)), 1),

    /** () -> array of {id, name, model} */
    'agent.list': method('Agent.list', () => agents.list().map(nameAgent)),

    /** (name) -> {id, name, model} or nil */
    'agent.get': method('Agent.get', (args) => {
      const agent = agents.findByName(args.text(0));
      return agent === undefined ? undefined : nameAgent(agent);
    }),

    /** (id, tool, parameters) -> output table; any tool, whatever the model is allowed */
    'agent.invoke_tool': method(
      'agent:invokeTool',
      (args, context) => agents.get(args.text(0)).invokeTool(args.text(1), args.table(2), context),
      1,
    ),

    /** (id) -> array of {name, description, version, category}: what the model may call and is there */
    'agent.tools': method(
      'agent:discover_tools',
      async (args) => {
        const { allowedTools } = agents.get(args.text(0)).spec;
        await tools.complete(allowedTools);
        const found = allowedTools.map((name) => tools.find(name)).filter((tool) => tool !== undefined);
        return [...new Set(found)].map(describeTool);
      },
      1,
    ),

    /** (id) -> settings */
    'agent.config': method('agent:get_config', (args) => describeAgent(agents.get(args.text(0))), 1),
  };
}
