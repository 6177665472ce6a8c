// What `Agent` reaches beside building: templates, composites, tools, contexts, what agents share. Control thread.

import type { HostMethods } from '../../base/values.js';
import type { Agent } from '../agents/agent.js';
import { AGENT_TEMPLATES, describeType, findTemplate } from '../agents/agent-templates.js';
import { capabilitiesOf, detailsOf, hasCapability, hierarchyOf, nameAgent } from '../agents/agent-views.js';
import { toSettings } from '../agents/registration.js';
import type { Services } from '../services.js';
import { method } from './method.js';

export function agentRegistryMethods({ agents, providers, tools }: Services): HostMethods {
  const { contexts, memory } = agents;
  /** One without a model of its own does where one that answers for it does. */
  const sees = (agent: Agent, above: readonly Agent[]): boolean => {
    const asked = agent.delegates.flatMap((name) => agents.findByName(name) ?? []);
    if (agent.delegates.length > 0) return asked.some((each) => !above.includes(each) && sees(each, [...above, agent]));
    return providers.get(agent.modelName.split('/', 1)[0] ?? '')?.provider.isOffline !== true;
  };
  return {
    /** (config) -> settings for `agent.create` */
    'agent.to_settings': method('Agent.register', (args) => toSettings(args.table(0))),

    /** (instance, template, params) -> settings for `agent.create` */
    'agent.from_template': method('Agent.create_from_template', (args) => {
      const name = args.text(0);
      const template = findTemplate(args.text(1));
      const given = toSettings(args.optionalTable(2));
      return { ...template.settings(tools.list().map((tool) => tool.name)), ...given, name };
    }),

    /** () -> array of names */
    'agent.templates': method('Agent.list_templates', () => AGENT_TEMPLATES.map(({ name }) => name)),

    /** (type) -> {name, description, category, complexity, required_parameters, optional_parameters} */
    'agent.info': method('Agent.get_info', (args) => describeType(args.text(0))),

    /** (name) -> what is known of an agent */
    'agent.details': method('Agent.get_details', (args) => detailsOf(agents.named(args.text(0)))),

    /** (name) -> {root} */
    'agent.hierarchy': method('Agent.get_hierarchy', (args) => ({
      root: hierarchyOf(agents.named(args.text(0)), (name) => agents.findByName(name)),
    })),

    /** () -> {name = {id, name, description, config, capabilities}} */
    'agent.capabilities': method('Agent.list_capabilities', () =>
      Object.fromEntries(agents.list().map((agent) => [agent.spec.name, capabilitiesOf(agent, sees(agent, []))])),
    ),

    /** (capability) -> array of names */
    'agent.by_capability': method('Agent.discover_by_capability', (args) => {
      const capability = args.text(0);
      return agents.list().flatMap((agent) => (hasCapability(agent, capability) ? [agent.spec.name] : []));
    }),

    /** (name, agents, routing) -> {id, name, model} */
    'agent.compose': method('Agent.create_composite', (args) =>
      nameAgent(agents.compose(args.text(0), args.any(1), args.any(2))),
    ),

    /** (agent, config) -> name of the tool */
    'agent.as_tool': method('Agent.wrap_as_tool', (args) => {
      const tool = agents.asTool(args.text(0), args.table(1));
      tools.register(tool);
      return tool.name;
    }),

    /** (settings) -> id */
    'agent.create_context': method('Agent.create_context', (args) => contexts.create(args.table(0))),

    /** (parent, scope, inheritance) -> id */
    'agent.create_child_context': method('Agent.create_child_context', (args) =>
      contexts.createChild(args.text(0), args.optional(1), args.optional(2)),
    ),

    'agent.update_context': method('Agent.update_context', (args) => {
      contexts.update(args.text(0), args.text(1), args.any(2));
      return undefined;
    }),

    'agent.context_value': method('Agent.get_context_data', (args) => contexts.value(args.text(0), args.text(1))),

    'agent.remove_context': method('Agent.remove_context', (args) => {
      contexts.remove(args.text(0));
      return undefined;
    }),

    'agent.set_shared': method('Agent.set_shared_memory', (args) => {
      memory.set(args.any(0), args.text(1), args.any(2));
      return undefined;
    }),

    'agent.get_shared': method('Agent.get_shared_memory', (args) => memory.get(args.any(0), args.text(1))),
  };
}
