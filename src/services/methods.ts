// The host methods that scripts reach: plain values in and out, one thin face for each service. Control thread.

import type { CallContext, HostMethod, HostMethods, Value } from '../base/values.js';
import { describeAgent } from './agents/agent-service.js';
import { Arguments } from './arguments.js';
import { runShellCommand } from './processes/shell-command.js';
import type { Services } from './services.js';
import { describeTool, describeToolSchema } from './tools/tool-registry.js';

/** Arguments validated; every method may throw a SpellError `BAD_ARGUMENT` and those of its service. */
export function createHostMethods(services: Services): HostMethods {
  return {
    ...agentMethods(services),
    ...toolMethods(services),
    ...stateMethods(services),
    ...processMethods(services),
  };
}

type Call = (args: Arguments, context: CallContext) => Promise<Value> | Value;

/** @param hidden see {@link Arguments} */
function method(luaName: string, call: Call, hidden = 0): HostMethod {
  return (values, context) => call(new Arguments(luaName, values, hidden), context);
}

function agentMethods({ agents }: Services): HostMethods {
  return {
    /** (spec) -> {id, name, model} */
    'agent.create': method('Agent.create', (args) => {
      const agent = agents.create(args.table(0));
      return { id: agent.id, name: agent.spec.name, model: agent.modelName };
    }),

    /** (id, input) -> output table */
    'agent.execute': method(
      'agent:execute',
      (args, context) => agents.get(args.text(0)).execute(args.table(1), context),
      1,
    ),

    /** (id, input, function(chunk)) -> output table with success and chunks_received; chunk is {text, index} */
    'agent.stream': method(
      'agent:invokeStream',
      async (args, context) => {
        const callback = args.luaFunction(2);
        const onChunk = async (text: string, index: number): Promise<void> => {
          await context.invoke(callback, [{ text, index }]);
        };
        const { table, chunks } = await agents.get(args.text(0)).stream(args.table(1), onChunk, context);
        return { ...table, success: true, chunks_received: chunks };
      },
      1,
    ),

    /** (id) -> whether it was there */
    'agent.destroy': method('agent:destroy', (args) => agents.destroy(args.text(0)), 1),

    /** () -> array of {id, name, model} */
    'agent.list': method('Agent.list', () => {
      return agents.list().map((agent) => ({ id: agent.id, name: agent.spec.name, model: agent.modelName }));
    }),

    /** (name) -> {id, name, model} or nil */
    'agent.get': method('Agent.get', (args) => {
      const agent = agents.findByName(args.text(0));
      return agent === undefined ? undefined : { id: agent.id, name: agent.spec.name, model: agent.modelName };
    }),

    /** (id) -> settings */
    'agent.config': method('agent:get_config', (args) => describeAgent(agents.get(args.text(0))), 1),
  };
}

function toolMethods({ tools, policy }: Services): HostMethods {
  return {
    /** (name, parameters) -> output table */
    'tool.execute': method('Tool.execute', (args, { signal, workingDirectory }) => {
      return tools.execute(args.text(0), args.table(1), { policy: policy.from(workingDirectory), signal });
    }),

    /** () -> array of {name, description, version, category} */
    'tool.list': method('Tool.list', () => tools.list().map(describeTool)),

    /** (name) -> {name, description, version, category, schema} or nil */
    'tool.get': method('Tool.get', (args) => {
      const tool = tools.find(args.text(0));
      return tool === undefined ? undefined : describeToolSchema(tool);
    }),

    'tool.exists': method('Tool.exists', (args) => tools.find(args.text(0)) !== undefined),

    'tool.categories': method('Tool.categories', () => tools.categories()),

    /** ({category, tag}?) -> array as tool.list */
    'tool.discover': method('Tool.discover', (args) => {
      const filter = args.optionalTable(0);
      const category = args.optionalField(0, filter, 'category');
      const tag = args.optionalField(0, filter, 'tag');
      return tools.list({ category, tag }).map(describeTool);
    }),
  };
}

function stateMethods({ state }: Services): HostMethods {
  return {
    /** (scope, key, value); nil deletes */
    'state.save': method('State.save', async (args, { signal }) => {
      await state.save(args.text(0), args.text(1), args.any(2), signal);
      return undefined;
    }),

    'state.load': method('State.load', (args, { signal }) => state.load(args.text(0), args.text(1), signal)),

    /** A key that is not there is fine. */
    'state.delete': method('State.delete', async (args, { signal }) => {
      await state.delete(args.text(0), args.text(1), signal);
      return undefined;
    }),

    'state.list_keys': method('State.list_keys', (args, { signal }) => state.listKeys(args.text(0), signal)),
  };
}

function processMethods({ policy }: Services): HostMethods {
  return {
    /** (command) -> {kind, code, stdout, stderr} */
    'process.shell': method('os.execute', async (args, { signal, workingDirectory }) => ({
      ...(await runShellCommand(args.text(0), policy.from(workingDirectory), signal)),
    })),
  };
}
