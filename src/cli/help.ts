// What `--help` says: by example first, then the options, at the width of the terminal. Control thread.

import { EXIT_MEANINGS } from './exit-codes.js';
import { KERNEL_HELP } from './kernel/help.js';
import { KERNEL_COMMANDS } from './kernel/option-table.js';
import { OPTIONS } from './options.js';
import type { OptionSpec } from './options.js';
import { Page } from './page.js';
import type { HelpLayout } from './page.js';
import type { CommandName } from './parse-args.js';
import { placesOf } from './places.js';
import type { Place } from './places.js';

export interface CommandHelp {
  readonly usage: string;
  readonly summary: string;
  readonly text: string;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  readonly hasScriptOptions: boolean;
}

export const COMMAND_HELP: Readonly<Record<CommandName, CommandHelp>> = {
  run: {
    usage: 'llmspell run [OPTIONS] SCRIPT [--] [ARGS]',
    summary: 'run a Lua script',
    text: 'Options stand before the script. Everything behind it belongs to the script, which finds it in ARGS and arg.',
    examples: [
      ['llmspell run script.lua', 'run a file'],
      ['llmspell run script.lua in.csv --top 3', 'ARGS[1] is "in.csv", ARGS.top is "3"'],
      ["echo 'print(1)' | llmspell run -", 'run what comes from standard input'],
      ['llmspell run --timeout 30s --max-memory 256MB --deny-all untrusted.lua', 'hold a script back'],
      ['llmspell run --allow-read=/data --allow-net=example.com script.lua', 'permit more than the working directory'],
      ['llmspell run --connect auto script.lua', 'run in a kernel that stays, and keeps the globals'],
      ['llmspell run --reload server.lua', 'go on with what is saved meanwhile'],
      ['llmspell run --trace debug,-services.* script.lua 2> log', 'see what happens inside'],
    ],
    hasScriptOptions: true,
  },
  exec: {
    usage: 'llmspell exec [OPTIONS] CODE',
    summary: 'run a piece of code',
    text: 'CODE is one argument: put it in quotes.',
    examples: [
      ["llmspell exec 'print(1 + 1)'", 'print something'],
      ["llmspell exec --output json 'return {answer = 42}'", 'see what it returns'],
      ["llmspell exec 'for line in io.lines() do print(#line) end' < file", 'work on standard input'],
    ],
    hasScriptOptions: true,
  },
  repl: {
    usage: 'llmspell repl [OPTIONS]',
    summary: 'type Lua, and see what it gives',
    text: 'A prompt with completion, history and a debugger: .help there lists its commands. What runs in memory ends with it; with --connect it is the session of a kernel. From a pipe it runs what comes, input by input, and prints what each gives. ~/.config/llmspell/repl.lua runs at every start.',
    examples: [
      ['llmspell repl', 'begin'],
      ['llmspell repl --connect auto --session work', 'in a session that stays'],
      ["llmspell repl --eval 'x = 1'", 'with something run first'],
      ['llmspell repl --reload area.lua', 'run a file, and take it up again whenever it is saved'],
      ['llmspell repl < inputs.lua', 'as a filter'],
    ],
    hasScriptOptions: true,
  },
  debug: {
    usage: 'llmspell debug [OPTIONS] SCRIPT [--] [ARGS]',
    summary: 'debug a script at this terminal',
    text: "The script stops at breakpoints and where an error ends it; where none is set, at its first line. help at the prompt (debug) lists the commands. From a pipe or a file (-x) commands are done in order, and the script then goes on to its end; quit ends it. With -x, standard input is the script's. The debugger writes to standard error.",
    examples: [
      ['llmspell debug script.lua', 'stop at the first line, or at what was set the last time'],
      ['llmspell debug --break-at 12 script.lua', 'at a line; --break-at util.lua:7 in another file'],
      ['llmspell debug --break-at "12:#list > 3" script.lua', 'only where the condition holds'],
      ['llmspell debug --watch total --step script.lua in.csv', 'show total at every stop, from the first line on'],
      ['llmspell debug -x commands.txt script.lua < in.csv', 'do what a file says'],
      ['llmspell debug --port 5555 script.lua', 'let others join: llmspell debug-attach localhost:5555'],
      ['llmspell debug --trace-lines script.lua', 'no prompt: write every line that runs'],
      ['llmspell run --debug script.lua', 'as run, but stop at errors that end it'],
    ],
    hasScriptOptions: true,
  },
  'debug-attach': {
    usage: 'llmspell debug-attach [OPTIONS] [ID|HOST:PORT|FILE]',
    summary: 'debug what runs in a kernel',
    text: 'Joins the debugger of a session, beside others that may be there, such as JupyterLab. Without an ID it is the kernel that was connected to last, or the only one. quit and detach leave; what runs goes on.',
    examples: [
      ['llmspell debug-attach work', 'a kernel by its id; then pause, break, where'],
      ['llmspell debug-attach --session NAME work', 'another session of it'],
      ['llmspell debug-attach localhost:5555', 'llmspell debug --port 5555 in another terminal'],
    ],
    hasScriptOptions: false,
  },
  kernel: {
    usage: 'llmspell kernel COMMAND [OPTIONS]',
    summary: 'start, watch and stop kernels, and make Jupyter know them',
    text: 'A kernel keeps sessions alive that terminals, notebooks and programs share.',
    examples: [
      ['llmspell kernel start --daemon', 'start one in the background'],
      ['llmspell kernel list', 'see those that run'],
      ['llmspell kernel install', 'use it in JupyterLab'],
      ['llmspell kernel start --help', 'what a kernel can be told'],
    ],
    hasScriptOptions: false,
  },
  dap: {
    usage: 'llmspell dap [OPTIONS]',
    summary: 'debug scripts from an editor, over standard input and output',
    text: 'Editors start it: it speaks the Debug Adapter Protocol and prints nothing else. What is debugged stands in their launch and attach requests.',
    examples: [
      ['llmspell dap', 'as the command of a debug adapter'],
      ['llmspell dap --trace debug 2> dap.log', 'see what happens inside'],
    ],
    hasScriptOptions: false,
  },
  'debug-server': {
    usage: 'llmspell debug-server [OPTIONS]',
    summary: 'debug scripts from editors that connect to a port',
    text: 'Speaks the Debug Adapter Protocol with any number of clients; each debugs for itself. Prints the port in one line.',
    examples: [
      ['llmspell debug-server --port 4711', 'for editors of this machine'],
      ['llmspell debug-server --ip 0.0.0.0', 'for other machines too: they need the token that is printed'],
      ['llmspell debug-server --once --output json', 'for programs: port and address as JSON'],
    ],
    hasScriptOptions: false,
  },
  config: {
    usage: 'llmspell config COMMAND [OPTIONS]',
    summary: 'show, check and change the configuration',
    text: 'Commands: init writes a first file, validate says what is wrong, show, list and get tell what holds, set changes a value and leaves the rest of its file alone, list-profiles, schema. Without --config, llmspell.toml in the working directory and the files of your own are read.',
    examples: [
      ['llmspell config init', 'write llmspell.toml with every setting, commented out'],
      ['llmspell config validate', 'say what is wrong, with line and column'],
      ['llmspell config show providers --origin', 'what holds, and where it comes from'],
      ['llmspell config get limits.memory', 'one value'],
      ['llmspell config set providers.openai.model small', 'change one'],
      ['llmspell config schema > llmspell.schema.json', 'for editors'],
    ],
    hasScriptOptions: false,
  },
  keys: {
    usage: 'llmspell keys add|list|remove [NAME]',
    summary: 'keep the keys of model providers',
    text: 'NAME is that of the provider. The key is asked for and not shown, or read from standard input. A variable such as OPENAI_API_KEY goes before a kept key.',
    examples: [
      ['llmspell keys add openai', 'asks for the key'],
      ['llmspell keys add openai < key.txt', 'takes it from a file'],
      ['llmspell keys list', 'names, and how long keys end'],
      ['llmspell keys remove openai', 'forget it'],
    ],
    hasScriptOptions: false,
  },
  provider: {
    usage: 'llmspell provider list|test [NAME[/MODEL]...] [OPTIONS]',
    summary: 'show the providers of models, and whether they answer',
    text: 'list shows those that are configured, with a * at the default. test asks each of them, or those that are named, for one word; the exit code is 1 when one does not answer. A request may cost money.',
    examples: [
      ['llmspell provider list', 'name, kind, model, address'],
      ['llmspell provider test', 'ask all of them'],
      ['llmspell provider test ollama/llama3.2 --output json', 'for programs'],
    ],
    hasScriptOptions: false,
  },
  history: {
    usage: 'llmspell history search|clear|export [OPTIONS]',
    summary: 'find, forget and keep what was typed',
    text: 'What was typed at prompts and run in cells is kept for all sessions. search takes a part of it, or a pattern of * and ?; clear forgets what fits, or all of it, and with --steps also the steps of kept sessions that ran it; export writes it as Lua, or with --output json with what came of it, to standard output or into a new file.',
    examples: [
      ['llmspell history search agent', 'the last twenty that have this word'],
      ['llmspell history search "local * = require*" --count 100', 'by pattern'],
      ['llmspell history clear "*password*" --steps', 'forget some of it, also where sessions keep it'],
      ['llmspell history export tried.lua', 'all of it, the oldest first'],
    ],
    hasScriptOptions: false,
  },
  session: {
    usage: 'llmspell session COMMAND [OPTIONS]',
    summary: 'look at what was run, search it, and run it again',
    text: 'A kernel keeps what runs in its sessions: code, output, results, errors, calls of tools and agents. Commands: create an empty one for a script to use; list them; show one, step by step; search the steps of all; replay one in a fresh session and see where it gives something else; export and import one with its artifacts; delete it. NAME is a name (the newest of that name), an id, or the first 8 characters of one. Without --connect the store itself is read, which a kernel may use at the same time.',
    examples: [
      ['llmspell session list', 'the newest first'],
      ['llmspell session show main', 'the last one of the session main'],
      ["llmspell session search 'Agent.create'", 'steps with these words in code, output or error'],
      ['llmspell session replay 1f0c93ab', 'run all of it again; the exit code is 1 where something differs'],
      ['llmspell session replay main --from-step 3 --to-step 5', 'compare these steps alone'],
      ['llmspell session export main work.json.gz', 'with its artifacts, compressed'],
      ['llmspell session import work.json.gz --copy', 'under a new id'],
    ],
    hasScriptOptions: false,
  },
  state: {
    usage: 'llmspell state COMMAND [OPTIONS]',
    summary: 'read and change what scripts keep',
    text: 'Commands: get, set, delete one value; list keys; show and export values; import them (what the file does not have is forgotten, unless --merge says to keep it); clear; watch changes as they happen, by whichever process. Patterns are of * and ?. Without --connect the store itself is read, which a kernel may use at the same time: both see the same.',
    examples: [
      ['llmspell state set theme dark', 'a text; in scripts State.get("theme")'],
      ['llmspell state set limits \'{"tokens": 500}\'', 'JSON is a table'],
      ['llmspell state list --scope "*"', 'the keys of all scopes'],
      ['llmspell state export state.yaml', 'the values of the scope user as YAML'],
      ['llmspell state import state.yaml --merge', 'bring them back'],
      ['llmspell state watch "job*" --output json', 'changes, each as a line of JSON'],
    ],
    hasScriptOptions: false,
  },
  backup: {
    usage: 'llmspell backup create|list|verify|restore|remove [ID]',
    summary: 'keep copies of state, history, events and documents',
    text: 'A backup is made while others go on; each database in it is as it was at one moment. verify reads it through; without an ID it looks whether the databases in use are whole. restore makes state and documents what they were, each in one transaction, for all who use them; history, events and sessions get back what they have lost.',
    examples: [
      ['llmspell backup create', 'prints the id'],
      ['llmspell backup list', 'the newest first'],
      ['llmspell backup verify', 'whether what is in use is whole'],
      ['llmspell backup restore ID --yes', 'without asking'],
    ],
    hasScriptOptions: false,
  },
  rag: {
    usage: 'llmspell rag COMMAND [OPTIONS]',
    summary: 'take documents in, and find what is in them',
    text: 'Commands: ingest files and folders; search; stats; clear; index, which puts the index in order and embeds anew what another embedder has embedded; export as lines of JSON. Scripts find the same by RAG.search. Without --tenant and --scope it is about what belongs to everybody. Text, Markdown, HTML, code, JSON, CSV and PDF are read. What has not changed is left as it is. Without --connect the store itself is used, which a kernel may use at the same time: both see the same.',
    examples: [
      ['llmspell rag ingest docs --recursive', 'all files below a folder'],
      [
        "llmspell rag ingest 'notes/**/*.md' report.pdf --metadata team=blue",
        'patterns, and what scripts can filter by',
      ],
      ["llmspell rag search 'how are runs interrupted?' --k 3", 'the three best pieces'],
      ['llmspell rag stats --output json', 'what there is, by scope'],
      ['llmspell rag export documents.jsonl', 'with their texts'],
      ['llmspell rag clear --tenant acme --confirm', 'without asking'],
    ],
    hasScriptOptions: false,
  },
  agent: {
    usage: 'llmspell agent list|test [OPTIONS] [PROMPT]',
    summary: 'list the kinds of agents, and ask one without a script',
    text: 'test asks one question and prints the answer as it comes. Agents that scripts build live in their sessions.',
    examples: [
      ['llmspell agent list', 'the templates that there are'],
      ["llmspell agent test 'Say hello'", 'the default model'],
      ["llmspell agent test --model openai/NAME --output json 'Say hello'", 'with model, tokens and time'],
    ],
    hasScriptOptions: false,
  },
  tool: {
    usage: 'llmspell tool list|info|invoke|search [OPTIONS] [NAME] [PARAMETERS]',
    summary: 'find the tools that scripts have, and use them without a script',
    text: 'list and search show what there is, info what a tool takes. invoke runs one, with the permissions of a script: parameters are one JSON object, - for one from standard input, or words NAME=VALUE. A value is text where the tool takes text, else JSON where it reads like it. The exit code is 1 when the tool fails.',
    examples: [
      ['llmspell tool list --category filesystem', 'names and what they do'],
      ['llmspell tool search json', 'those that have to do with it'],
      ['llmspell tool info calculator', 'its parameters'],
      ["llmspell tool invoke calculator operation=evaluate 'input=6 * 7'", 'use it'],
      ['llmspell tool invoke hash-calculator --output json - < parameters.json', 'for programs'],
      ['llmspell tool invoke http-requester --allow-net=example.com input=https://example.com', 'permit what it needs'],
    ],
    hasScriptOptions: false,
  },
  events: {
    usage: 'llmspell events tail|list|publish|stats [OPTIONS]',
    summary: 'see what happens in a kernel while it happens',
    text: 'tail prints events until Ctrl+C: those of scripts, and what the engine tells of runs, tools, agents, workflows, models, state and hooks. list shows those that were kept, publish tells a kernel one, stats counts. Without --connect, tail and list show what kernels keep when events.keep is on.',
    examples: [
      ['llmspell events tail --connect auto', 'all of them, of all sessions'],
      ['llmspell events tail --connect auto --filter "tool.*" --output json', 'each as a line of JSON'],
      ['llmspell events list --run run-3', 'what a run did, of what was kept'],
      ['llmspell events publish job.done \'{"name": "report"}\' --connect auto', 'for scripts that wait for it'],
    ],
    hasScriptOptions: false,
  },
  hooks: {
    usage: 'llmspell hooks list|show|watch|reset [OPTIONS] [ID]',
    summary: 'look at the hooks of a kernel and their circuit breakers',
    text: 'list shows the hooks of all sessions with calls, errors and breaker; show all of one, its last executions included; watch prints executions until Ctrl+C; reset closes the breaker of one, or of all. Without --connect, list and show say which points there are, and how long hooks may take there.',
    examples: [
      ['llmspell hooks list', 'the points that hooks can run at'],
      ['llmspell hooks list --connect auto', 'the hooks of a kernel'],
      ['llmspell hooks show hook-1 --session main --connect auto', 'one of them'],
      ['llmspell hooks watch --connect auto', 'each execution with its time'],
    ],
    hasScriptOptions: false,
  },
  app: {
    usage: 'llmspell app list|info|run [OPTIONS] [NAME] [ARGS]',
    summary: 'list, describe and run applications',
    text: 'An application is a folder with main.lua, and perhaps config.toml and README.md. It is looked for in ./applications, among the examples of llmspell, and in ~/.local/share/llmspell/applications. Everything behind NAME belongs to the application.',
    examples: [
      ['llmspell app list', 'names and what they do'],
      ['llmspell app info file-organizer', 'what it takes'],
      ['llmspell app run file-organizer --dir Downloads', 'run it; ARGS.dir is "Downloads"'],
      ['llmspell app run --timeout 1m --output json NAME', 'with options of run'],
    ],
    hasScriptOptions: true,
  },
  version: {
    usage: 'llmspell version [--output FORMAT]',
    summary: 'show the version',
    text: '',
    examples: [
      ['llmspell version', 'one line'],
      ['llmspell version --output json', 'with the versions of what it is made of'],
    ],
    hasScriptOptions: false,
  },
  completion: {
    usage: 'llmspell completion bash|zsh|fish',
    summary: 'print what makes a shell complete commands and options',
    text: '',
    examples: [
      ['eval "$(llmspell completion bash)"', 'in ~/.bashrc'],
      ['eval "$(llmspell completion zsh)"', 'in ~/.zshrc, after compinit'],
      ['llmspell completion fish > ~/.config/fish/completions/llmspell.fish', 'once'],
    ],
    hasScriptOptions: false,
  },
  help: {
    usage: 'llmspell help [COMMAND|CODE]',
    summary: 'show help, or explain the code of an error',
    text: 'CODE is what a report begins with, as in error[LUA1001].',
    examples: [
      ['llmspell help run', 'all about running scripts'],
      ['llmspell help LUA1001', 'what the error means, and how to correct it'],
    ],
    hasScriptOptions: false,
  },
};

const START_EXAMPLES: CommandHelp['examples'] = [
  ['llmspell run script.lua', 'run a script'],
  ["llmspell exec 'print(1 + 1)'", 'run a piece of code'],
  ['llmspell repl', 'type Lua, and see what it gives'],
  ['llmspell debug script.lua', 'run it step by step'],
  ['llmspell help run', 'all about running scripts: arguments, limits, permissions'],
  ['llmspell kernel start --daemon', 'keep a session alive, for terminals, notebooks and programs'],
  ['llmspell help LUA1001', 'what the code of an error means'],
];

/** Help on one command, or on all. */
export function renderHelp(topic: Place | undefined, layout: HelpLayout): string {
  const page = new Page(layout);
  if (topic === undefined) renderStart(page);
  else renderCommand(page, topic, helpOn(topic));
  return page.text();
}

/** The text of a page. */
export function helpOn(topic: Place): CommandHelp {
  const kernelCommand = KERNEL_COMMANDS.find((command) => topic === `kernel ${command}`);
  return kernelCommand === undefined ? COMMAND_HELP[topic as CommandName] : KERNEL_HELP[kernelCommand];
}

function renderStart(page: Page): void {
  page.paragraph('LLMSpell runs Lua scripts that drive language models.');
  page.section('Usage', [['llmspell [OPTIONS] COMMAND', '']]);
  page.section('Examples', START_EXAMPLES);
  page.section('Commands', summaries(COMMAND_HELP));
  page.section('Options', optionRows('all'));
  page.paragraph('Options of run and exec: llmspell help run');
}

function renderCommand(page: Page, topic: Place, help: CommandHelp): void {
  page.section('Usage', [[help.usage, '']]);
  if (help.text !== '') page.paragraph(help.text);
  page.section('Examples', help.examples);
  if (topic === 'kernel') page.section('Commands', summaries(KERNEL_HELP));
  const own = optionRows(topic);
  if (own.length > 0) page.section(help.hasScriptOptions ? 'Script options' : `Options of ${topic}`, own);
  page.section('Options', optionRows('all'));
  if (help.hasScriptOptions) {
    page.section(
      'Exit codes',
      EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning]),
    );
    page.paragraph(
      'os.exit(n) ends with n. Without options a script reads and writes below the working directory and the temporary folder, reaches configured models and nothing else.',
    );
  }
}

function summaries(pages: Readonly<Record<string, CommandHelp>>): [string, string][] {
  return Object.entries(pages).map(([name, { summary }]) => [name, summary]);
}

function optionRows(place: Place | 'all'): [string, string][] {
  const fitting = OPTIONS.filter((option) => placesOf(option).includes(place));
  return fitting.map((option) => [optionUsage(option), option.description]);
}

/** `-c, --config FILE`, `--allow-read[=PATHS]`. */
export function optionUsage({ long, short, value, valueIsOptional }: OptionSpec): string {
  const names = short === undefined ? `--${long}` : `-${short}, --${long}`;
  if (value === undefined) return names;
  return valueIsOptional === true ? `${names}[=${value}]` : `${names} ${value}`;
}
