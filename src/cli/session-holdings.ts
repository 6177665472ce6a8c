// What services hold for a session, as its debugger shows it: agents, tools, state. Control thread.

import type { Value } from '../base/values.js';
import type { Holding } from '../debugger/control/ports.js';
import type { JsonObject } from '../protocol/schema.js';
import { toJson } from '../protocol/to-json.js';
import type { Services } from '../services/services.js';
import type { StateStore } from '../services/stores/state-store.js';

/** Entries of one scope that are shown; there may be any number. */
const MOST = 200;

/** @param services undefined while the script has asked for none */
export function sessionHoldings(services: () => Promise<Services> | undefined, state: StateStore): readonly Holding[] {
  return [
    { name: 'Agents', entries: async () => agents(await services()) },
    { name: 'Tools', entries: async () => tools(await services()) },
    { name: 'State', entries: () => scopes(state) },
  ];
}

async function agents(services: Services | undefined): Promise<JsonObject> {
  if (services === undefined) return {};
  const { describeAgent } = await import('../services/agents/agent-views.js');
  return toObject(services.agents.list().map((agent) => [agent.spec.name, describeAgent(agent)]));
}

function tools(services: Services | undefined): JsonObject {
  return toObject((services?.tools.list() ?? []).map(({ name, description }) => [name, description]));
}

async function scopes(state: StateStore): Promise<JsonObject> {
  const found: [string, Value][] = [];
  for (const scope of await state.listScopes()) found.push([scope, await entries(state, scope)]);
  return toObject(found);
}

async function entries(state: StateStore, scope: string): Promise<Readonly<Record<string, Value>>> {
  const keys = (await state.listKeys(scope)).slice(0, MOST);
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await state.load(scope, key)] as const)));
}

function toObject(entries: readonly (readonly [string, Value])[]): JsonObject {
  return Object.fromEntries(entries.map(([name, value]) => [name, toJson(value)]));
}
