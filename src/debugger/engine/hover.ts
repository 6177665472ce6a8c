// Expressions that run no code: names, constant indexes, operators on plain values. What could call something is refused. Engine thread.

import { SpellError } from '../../base/errors.js';
import { LUA_TNIL, LUA_TSTRING, LUA_TTABLE } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { FrameCompiler, FramePlace } from './frame-code.js';
import type { Evaluator } from './evaluator.js';

const TOKEN =
  /\s*(?:(--.*)|([A-Za-z_]\w*)|(0[xX][\da-fA-F.]+(?:[pP][+-]?\d+)?|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(\.\.\.?|\/\/|<<|>>|[=~<>]=|[^\s]))/y;
const WORDS = new Set(['and', 'or', 'not', 'nil', 'true', 'false']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '//', '%', '^', '&', '|', '~', '<<', '>>']);
const OTHERS = new Set(['#', '..', '==', '~=', '<', '<=', '>', '>=', '(', ')']);

interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol';
  readonly text: string;
}

/** A variable with constant indexes: `config.limits[1]`. */
interface Path {
  readonly name: string;
  /** Lua literals. */
  readonly keys: readonly string[];
}

export class Hover {
  constructor(
    private readonly vm: LuaVm,
    private readonly evaluator: Evaluator,
    private readonly compiler: FrameCompiler,
  ) {}

  /** Leaves the value on the evaluator's stack. @throws SpellError `DEBUG_REFUSED` for anything that could run code */
  push(text: string, place: FramePlace | undefined): void {
    const { paths, rest, operators } = split(tokens(text));
    paths.forEach((path) => {
      this.pushPath(path, place);
    });
    if (rest === ' _1') return;
    this.checkOperands(paths.length, operators);
    const names = paths.map((_, i) => `_${i + 1}`).join(', ');
    const { E } = this.evaluator;
    const declared = names === '' ? '' : `local ${names} = ... `;
    if (!this.evaluator.load(`${declared}return ${rest}`)) {
      this.vm.pop(E);
      throw new SpellError('DEBUG_EVALUATION', 'not an expression');
    }
    this.vm.api.lua_rotate(E, -paths.length - 1, 1);
    this.evaluator.call(place?.L ?? 0, paths.length, 1);
  }

  private pushPath({ name, keys }: Path, place: FramePlace | undefined): void {
    const code = this.compiler.compile(name, place);
    try {
      // A global is looked up in its table, whose metatable may not be asked: `_ENV` itself is a variable.
      if (code.bindings.length > 0) this.compiler.run(code, place, 1);
      else {
        const environment = this.compiler.compile('_ENV', place);
        this.compiler.run(environment, place, 1);
        this.compiler.release(environment);
        this.index(`"${name}"`);
      }
    } finally {
      this.compiler.release(code);
    }
    for (const key of keys) this.index(key);
  }

  /** Replaces the table on top by what it has under a literal key, raw. */
  private index(key: string): void {
    const { vm } = this;
    const { E } = this.evaluator;
    if (vm.api.lua_type(E, -1) !== LUA_TTABLE) refuse('only fields of tables are looked at without running code');
    this.evaluator.load(`return ${key}`);
    this.evaluator.call(0, 0, 1);
    vm.api.lua_rawget(E, -2);
    const isInherited = vm.api.lua_type(E, -1) === LUA_TNIL && this.hasIndex();
    if (isInherited) refuse('the field comes from a metatable');
    vm.api.lua_rotate(E, -2, 1);
    vm.pop(E);
  }

  /** Whether the table below the top asks another for what it does not have. */
  private hasIndex(): boolean {
    const { E } = this.evaluator;
    const has = this.vm.memory.with('__index', (name) => this.vm.api.luaL_getmetafield(E, -2, name)) !== LUA_TNIL;
    if (has) this.vm.pop(E);
    return has;
  }

  private checkOperands(count: number, operators: ReadonlySet<string>): void {
    const { E } = this.evaluator;
    const isArithmetic = [...operators].some((operator) => ARITHMETIC.has(operator));
    for (let i = 1; i <= count; i++) {
      const type = this.vm.api.lua_type(E, -i);
      if (type > LUA_TSTRING) refuse('operators on tables and the like may run code');
      if (isArithmetic && type === LUA_TSTRING) refuse('arithmetic on texts may run code');
    }
  }
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [, comment, name, number, string, symbol] = match;
    if (comment !== undefined) break;
    if (name !== undefined) found.push({ kind: 'name', text: name });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (string !== undefined) found.push({ kind: 'string', text: string });
    else found.push({ kind: 'symbol', text: symbol! });
  }
  return found;
}

/** Takes variables out of an expression: what is left has `_1`, `_2` in their places. */
function split(list: readonly Token[]): { paths: Path[]; rest: string; operators: ReadonlySet<string> } {
  const paths: Path[] = [];
  const operators = new Set<string>();
  let rest = '';
  let isAfterValue = false;
  for (let i = 0; i < list.length;) {
    const token = list[i]!;
    const isWord = token.kind === 'name' && WORDS.has(token.text);
    const isOperand = token.kind !== 'symbol' && !(isWord && ['and', 'or', 'not'].includes(token.text));
    // Two values in a row are a call: `f "x"`, `f(x)`, `("x")(y)`.
    if (isAfterValue && (isOperand || token.text === '(')) refuse('a call would run code');
    if (token.kind === 'name' && !isWord) {
      const { path, next } = readPath(list, i);
      paths.push(path);
      rest += ` _${paths.length}`;
      i = next;
    } else {
      if (token.kind === 'symbol' && !ARITHMETIC.has(token.text) && !OTHERS.has(token.text))
        refuse(`\`${token.text}\` is not for hovering`);
      if (!isOperand) operators.add(token.text);
      rest += ` ${token.text}`;
      i++;
    }
    isAfterValue = isOperand || token.text === ')';
  }
  if (list.length === 0) refuse('there is nothing to evaluate');
  return { paths, rest, operators };
}

function readPath(list: readonly Token[], start: number): { path: Path; next: number } {
  const keys: string[] = [];
  let i = start + 1;
  for (;;) {
    const [symbol, key, closing] = [list[i], list[i + 1], list[i + 2]];
    if (symbol?.text === '.' && key?.kind === 'name') {
      keys.push(`"${key.text}"`);
      i += 2;
    } else if (symbol?.text === '[' && (key?.kind === 'number' || key?.kind === 'string') && closing?.text === ']') {
      keys.push(key.text);
      i += 3;
    } else return { path: { name: list[start]!.text, keys }, next: i };
  }
}

function refuse(why: string): never {
  throw new SpellError('DEBUG_REFUSED', why);
}
