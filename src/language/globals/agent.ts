// The global `Agent`, what its builder is and what an agent can do. Data only.

import type { DocumentedRow } from '../documented.js';

const EXAMPLE = 'local agent = Agent.builder():name("reader"):model("openai/some-model"):build()';
const ASK = 'local answer = agent:execute({ text = "Say hello" })\nprint(answer.text)';

export const AGENT: readonly DocumentedRow[] = [
  ['Agent', undefined, 'table', 'Language models: builds agents and finds them again.', undefined, EXAMPLE],
  ['Agent.builder', '', 'builder', 'Begins a new agent: set what it should be with methods, then call `build`.', undefined, EXAMPLE],
  ['Agent.create', 'settings: table', 'agent', 'Creates an agent from a table with the names of the builder\'s methods as keys.', undefined, 'local agent = Agent.create({ name = "reader", model = "openai/some-model" })'],
  ['Agent.get', 'name: string', 'agent or nil', 'The agent of that name.', 'there is no agent of that name'],
  ['Agent.list', '', 'table', 'The agents that were built and not destroyed, oldest first: an array of {id, name, model}.'],
  ['Agent.list_instances', '', 'table', 'The names of the agents that were built and not destroyed, oldest first.'],
  ['builder:name', 's: string', 'builder', 'Names the agent; names are unique as long as the agent lives (default: `agent_` and 8 digits).'],
  ['builder:description', 's: string', 'builder', 'Describes the agent (default: "LLM-powered agent").'],
  ['builder:type', 's: string', 'builder', 'Accepted for scripts that set it; changes nothing.'],
  ['builder:model', 's: string', 'builder', 'Chooses the model: "provider/model", or a model of openai (default: that of the default provider).'],
  ['builder:provider', 's: string', 'builder', 'Chooses the provider; wins over the one named by `model`.'],
  ['builder:system_prompt', 's: string', 'builder', 'Sets what the model is told before every conversation.'],
  ['builder:temperature', 'n: number', 'builder', 'Sets how freely the model chooses its words (default: the model\'s own).'],
  ['builder:max_tokens', 'n: integer', 'builder', 'Ends answers after so many tokens, with `finish_reason` "length".'],
  ['builder:max_conversation_length', 'n: integer', 'builder', 'Sets how many messages of the conversation are sent again with the next question (default: 100).'],
  ['builder:max_execution_time', 'seconds: integer', 'builder', 'Ends a request that takes longer with `AGENT_TIMEOUT` (default: 300).'],
  ['builder:max_memory_mb', 'n: integer', 'builder', 'Stores a limit of memory (default: 512).'],
  ['builder:max_tool_calls', 'n: integer', 'builder', 'Raises `AGENT_LIMIT` when one question takes more tool calls (default: 100).'],
  ['builder:max_recursion_depth', 'n: integer', 'builder', 'Stores a limit of recursion (default: 10).'],
  ['builder:resource_limits', 't: table', 'builder', 'Sets the four limits at once: max_execution_time_secs, max_memory_mb, max_tool_calls, max_recursion_depth.'],
  ['builder:allow_tool', 'name: string', 'builder', 'Adds a tool to those that the model may call.'],
  ['builder:allowed_tools', 'names: table', 'builder', 'Sets the tools that the model may call.'],
  ['builder:base_url', 's: string', 'builder', 'Asks another server; needs `--allow-net` for its host, and gets no key but that of `api_key`.'],
  ['builder:api_key', 's: string', 'builder', 'Sets the key for the server.'],
  ['builder:custom_config', 't: table', 'builder', 'Sets `system_prompt` and `max_conversation_length` from a table.'],
  ['builder:build', '', 'agent', 'Creates the agent.'],
  ['agent:execute', 'input: table', 'table', 'Asks the model; `input` is {text, image?, media?, response_schema?}. Answers with `text` and `metadata`, and remembers the conversation.', undefined, ASK],
  ['agent:invokeStream', 'input: table, callback: function', 'table', 'Like `execute`; calls `callback({text, index})` with each piece of the answer as it comes.', undefined, 'agent:invokeStream({ text = "Tell a story" }, function(chunk) io.write(chunk.text) end)'],
  ['agent:stream', 'input: table, callback: function', 'table', 'Another name for `invokeStream`.'],
  ['agent:complete', 'text: string', 'string', 'Asks the model and gives the text of its answer.'],
  ['agent:get_config', '', 'table', 'The settings of the agent, without the key.'],
  ['agent:invokeTool', 'name: string, params: table', 'table', 'Calls a tool, as `Tool.execute` does; the model is not asked.'],
  ['agent:discover_tools', '', 'table', 'The names of the tools that the model may call.'],
  ['agent:has_tool', 'name: string', 'boolean', 'Whether the model may call the tool.'],
  ['agent:get_tool_metadata', 'name: string', 'table or nil', 'What a tool that the model may call is: {name, description, version, category}.', 'the model may not call it'],
  ['agent:get_all_tool_metadata', '', 'table', 'The same for all tools that the model may call, by their names.'],
  ['agent:destroy', '', 'nothing', 'Frees the agent\'s name.'],
]; // prettier-ignore
