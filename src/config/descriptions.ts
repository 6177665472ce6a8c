// What each setting is for, in words. Loaded only where they are shown.

import type { SETTINGS } from './schema.js';

export const DESCRIPTIONS: Readonly<Record<(typeof SETTINGS)[keyof typeof SETTINGS]['key'], string>> = {
  'providers.*.kind':
    'whose protocol it speaks; by default that of its name, else openai-compatible; also openai is, where its address is not that of OpenAI',
  'providers.*.base_url':
    'where its server is; ollama, vllm, llamacpp, groq, openrouter, openai, anthropic and gemini have theirs',
  'providers.*.model': 'used by agents that name none',
  'providers.*.api_key_env': 'the variable that holds its key; by default NAME_API_KEY, e.g. OPENAI_API_KEY',
  'providers.*.headers': 'sent with every request; never shown',
  'providers.*.cassette': 'of kind offline: the JSON file of answers that it follows',
  'providers.*.timeout': 'how long its server may stay silent before the request is given up; by default 5m',
  'providers.*.retries': 'how often a request is made again that failed for a passing reason; by default 3',
  'providers.*.requests_per_minute': 'requests beyond wait',
  'providers.*.tokens_per_minute': 'tokens beyond wait',
  'providers.*.max_concurrency': 'requests at the same time; others wait',
  'providers.*.breaker_failures':
    'failures in a row after which it is left alone for a while; 0 for never; by default 5',
  'providers.*.breaker_pause': 'how long it is left alone then; by default 30s',
  'providers.*.price_input': 'US dollars for a million tokens that it reads',
  'providers.*.price_output': 'US dollars for a million tokens that it writes',
  'providers.default_provider':
    'used by agents that name none; by default openai where it is configured, else the first one with a model, else offline',
  'state.directory': 'where state and histories are kept; by default ~/.llmspell/state',
  'hooks.slow_call': 'what takes longer fires the hooks of PerformanceThresholdExceeded',
  'events.keep': 'whether events are kept beside the state, for llmspell events list',
  'modules.path': "where require looks behind the script's own folder",
  'permissions.deny_all': 'takes the default of every kind away',
  'permissions.read': 'what scripts may read beyond the default; false takes the default away',
  'permissions.write': 'what scripts may write',
  'permissions.net': 'hosts that scripts may talk to',
  'permissions.run': 'programs that scripts may start',
  'permissions.env': 'environment variables that scripts may see',
  'debug.enabled': 'run and exec debug as with --debug',
  'debug.break_on_error': 'errors that end the script stop it first',
  'debug.breakpoints':
    'what the debugger of the terminal starts with; files start in the folder of the configuration file',
  'debug.port': 'where a debug server listens',
  'debug.token': 'what its clients must say',
  'debug.remember': 'how long breakpoints and watched expressions are kept for a folder',
  'tools.timeout': 'how long one call of a tool may take',
  'tools.max_output': 'how much one call may answer',
  'tools.hosts': 'hosts that tools may talk to',
  'runtime.engine': 'script language where none is named',
  'limits.memory': 'memory of a session; --max-memory wins',
  'limits.time': 'how long a run may take; --timeout wins',
  'limits.output': 'how much a run may print',
  'mcp.servers.*.command': 'the program that is the server',
  'mcp.servers.*.args': 'its arguments',
  'mcp.servers.*.env': 'names of environment variables that it sees',
  'mcp.servers.*.url': 'where the server is, if it is no program',
  'mcp.servers.*.token_env': 'the variable that holds the token that it wants, sent as Authorization: Bearer',
  'mcp.servers.*.timeout': 'how long one request may take; by default 60s',
  'log.level': 'what is logged; --trace wins',
};
