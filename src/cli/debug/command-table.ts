// The commands of the debugger's prompt: names, customary abbreviations and what `help` says of each. Control thread.

export interface CommandSpec {
  readonly name: string;
  /** Customary other names; unique beginnings of `name` need none. */
  readonly aliases: readonly string[];
  readonly usage: string;
  readonly summary: string;
  /** Lines as typed, with what they do. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  readonly group: 'run' | 'breakpoints' | 'look' | 'session';
  /** Does nothing while no script is paused. */
  readonly needsPause: boolean;
  /** An empty line does it again. */
  readonly isRepeated: boolean;
}

type Row = readonly [
  names: string,
  usage: string,
  summary: string,
  traits: string,
  ...examples: (readonly [string, string])[],
];

function group(name: CommandSpec['group'], rows: readonly Row[]): CommandSpec[] {
  return rows.map(([names, usage, summary, traits, ...examples]) => {
    const [first = '', ...aliases] = names.split(' ');
    const needsPause = traits.includes('paused');
    return {
      name: first,
      aliases,
      usage,
      summary,
      examples,
      group: name,
      needsPause,
      isRepeated: traits.includes('again'),
    };
  });
}

export const COMMAND_SPECS = [
  ...group('run', [
    [
      'continue c cont',
      'continue [N]',
      'goes on until something stops the script; with N the breakpoint here is passed over N-1 times',
      'paused again',
      ['c', 'goes on'],
      ['continue 10', 'stops at the tenth time from now'],
    ],
    [
      'step s stepin',
      'step [N|CALL]',
      'goes on to the next line, into functions too; CALL names the one call of the line that is entered',
      'paused again',
      ['s', 'one line'],
      ['step 5', 'five lines'],
      ['step parse', 'into parse, where the line is  render(parse(text))'],
    ],
    [
      'next n',
      'next [N]',
      'goes on to the next line of this function',
      'paused again',
      ['n', 'one line'],
      ['next 3', 'three lines'],
    ],
    [
      'finish fin stepout out',
      'finish',
      'goes on until this function has returned, and shows what it gives back',
      'paused',
      ['finish', 'back in the caller'],
    ],
    [
      'until u',
      'until [LINE]',
      'goes on to a line further down; at the end of a loop it runs the loop to its end',
      'paused again',
      ['until', 'beyond this line'],
      ['until 40', 'to line 40 or the first with code after it'],
    ],
    [
      'advance runto',
      'advance [FILE:]LINE',
      'goes on to a line of any file, unless something stops the script before',
      'paused',
      ['advance 52', 'in the file on show'],
      ['advance util.lua:7', 'in another'],
    ],
    [
      'jump j goto',
      'jump LINE',
      'goes on from another line of this function, without running what lies between',
      'paused',
      ['jump 12', 'line 12 is next'],
    ],
    ['pause', 'pause', 'stops a script that runs, as Ctrl+C does', '', ['pause', 'wherever it is']],
    [
      'run r restart',
      'run',
      'starts the script, again from its beginning if it runs',
      '',
      ['run', 'from the beginning'],
    ],
    ['kill k', 'kill', 'ends the script and stays here', '', ['kill', 'then run starts it again']],
  ]),
  ...group('breakpoints', [
    [
      'break b',
      'break [FILE:]LINE [if COND], break FUNCTION, break tool:NAME, break hook:POINT',
      'stops before a line, where a function begins, or where a tool (tool:) or an agent (agent:) is called, or a hook point (hook:) fires; * is any',
      '',
      ['b 34', 'line 34 of the file on show'],
      ['b util.lua:7 if #list > 10', 'only where the condition holds'],
      ['b 34 counter == 500', 'the if may be left out'],
      ['b greet', 'where a function begins'],
      ['b tool:*', 'at every call of a tool'],
      ['b hook:ToolError', 'where the call of a tool has failed'],
    ],
    ['tbreak tb', 'tbreak LOCATION [if COND]', 'a breakpoint that is gone when it has stopped', '', ['tb 34', 'once']],
    [
      'condition cond',
      'condition N [COND]',
      'gives breakpoint N a condition, or takes it away',
      '',
      ['cond 2 i == 10', 'only then'],
      ['cond 2', 'always'],
    ],
    [
      'ignore',
      'ignore N COUNT',
      'passes over the next COUNT hits of breakpoint N',
      '',
      ['ignore 1 99', 'stops at the hundredth'],
    ],
    [
      'log',
      'log LOCATION TEXT',
      'prints TEXT there instead of stopping; {expressions} in it are evaluated',
      '',
      ['log 34 i is {i}, sum {sum}', 'at every pass'],
    ],
    [
      'watch w',
      'watch EXPR',
      'stops after a variable or field has changed; any other expression is shown at every stop (as display)',
      'paused',
      ['w total', 'a variable of the frame'],
      ['w config.limit', 'a field'],
    ],
    ['unwatch', 'unwatch N ...', 'ends what watch began, by the number that it gave', '', ['unwatch 2', 'one']],
    [
      'delete d',
      'delete [N ...|all]',
      'removes breakpoints; all also forgets what is kept for next time',
      '',
      ['d 2', 'one'],
      ['d all', 'everything'],
    ],
    ['enable en', 'enable [N ...]', 'lets breakpoints stop again', '', ['enable 2', 'one'], ['enable', 'all']],
    ['disable dis', 'disable [N ...]', 'keeps breakpoints, but lets them stop no more', '', ['disable 2', 'one']],
    [
      'catch',
      'catch [raised|caught|uncaught|off] [COND|/PATTERN/]',
      'stops where errors are raised: all, those that pcall takes, or those that end the script (default)',
      '',
      ['catch raised', 'every error'],
      ['catch caught /timeout/', 'caught ones with timeout in the message'],
      ['catch off', 'none'],
    ],
  ]),
  ...group('look', [
    [
      'print p',
      'print EXPR',
      'evaluates an expression in the frame; an expression alone on a line does the same',
      '',
      ['p list[1]', 'a value'],
      ['#list', 'the same without p'],
      ['!x = 1', 'a statement'],
    ],
    [
      'set',
      'set VARIABLE = EXPR',
      'assigns to a variable, field or element',
      '',
      ['set limit = 10', 'a local'],
      ['set list[1] = nil', 'an element'],
    ],
    [
      'display',
      'display [EXPR]',
      'shows an expression now and at every stop',
      '',
      ['display #queue', 'from now on'],
      ['display', 'all of them now'],
    ],
    ['undisplay', 'undisplay [N ...]', 'shows it no more', '', ['undisplay 1', 'one'], ['undisplay', 'all']],
    [
      'locals',
      'locals',
      'local variables of the frame; * marks what has changed since the stop before',
      'paused',
      ['locals', 'with varargs'],
    ],
    ['upvalues', 'upvalues', 'variables of functions around this one', 'paused', ['upvalues', 'of this function']],
    ['globals', 'globals', "the script's global variables", '', ['globals', 'without those of the language']],
    [
      'list l',
      'list [LINE|FIRST,LAST|FILE:LINE|FUNCTION]',
      'shows the source; again shows what follows',
      ' again',
      ['l', 'around here'],
      ['l 40', 'around line 40'],
      ['l 1,20', 'these lines'],
      ['l greet', 'a function'],
    ],
    [
      'source',
      'source [FUNCTION]',
      'shows a whole function, or all of the file on show',
      '',
      ['source', 'the file'],
      ['source greet', 'another'],
    ],
    [
      'where backtrace bt',
      'where [N]',
      'who has called whom, innermost first',
      'paused',
      ['bt', 'all frames'],
      ['bt 3', 'the first three'],
    ],
    ['up', 'up [N]', 'looks at the caller', 'paused again', ['up', 'one'], ['up 2', 'two']],
    ['down do', 'down [N]', 'looks at the called one', 'paused again', ['down', 'one']],
    ['frame f', 'frame [N]', 'looks at frame N of where', 'paused', ['f 0', 'the innermost']],
    ['thread t', 'thread [N]', 'looks at another coroutine', 'paused', ['thread', 'all of them'], ['thread 2', 'one']],
    [
      'info i',
      'info breakpoints|display|threads|sources|locals|upvalues|globals|frame|error',
      'shows what is set, loaded or known',
      '',
      ['info b', 'breakpoints'],
      ['info sources', 'what is loaded'],
      ['info error', 'the error that has stopped the script'],
    ],
    [
      'trace',
      'trace lines|calls|vars|off',
      'writes what the script does to standard error, and counts it',
      '',
      ['trace lines', 'every line'],
      ['trace off', 'no more'],
    ],
    [
      'traced',
      'traced [N]',
      'what trace has counted: the most expensive functions and lines',
      '',
      ['traced', 'twenty of each'],
    ],
  ]),
  ...group('session', [
    ['help h ?', 'help [COMMAND]', 'explains a command by example', '', ['help break', 'all about breakpoints']],
    [
      'detach',
      'detach [--paused]',
      'leaves; the script goes on, or stays paused for the next client',
      '',
      ['detach', 'goes on'],
    ],
    ['quit q exit', 'quit', 'ends the script and leaves', '', ['q', 'asks first when the script has not ended']],
  ]),
] as const satisfies readonly CommandSpec[];

export const GROUP_TITLES: Readonly<Record<CommandSpec['group'], string>> = {
  run: 'Going on',
  breakpoints: 'Breakpoints',
  look: 'Looking',
  session: 'The session',
};
