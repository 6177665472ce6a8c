import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import {
  createVm,
  createVmMemory,
  finishRun,
  resumeRun,
  runChunk,
  startRun,
  takeOutput,
} from '../../test/support/vm.js';
import { WORD } from '../base/shared-memory.js';
import { badArgument, Interruption, LuaCallError, LuaRaise } from './errors.js';
import { LUA_ERRSYNTAX, LUA_MULTRET, LUA_OK, LUA_REGISTRYINDEX, LUA_YIELD, upvalueIndex } from './lua.js';
import { pushValue, toValue } from './values.js';
import type { HostFunction } from './vm.js';

/** Calls its first argument with the others and gives its results: Lua in JavaScript in Lua. */
const through: HostFunction = (vm, L) => {
  vm.call(L, vm.api.lua_gettop(L) - 1, LUA_MULTRET);
  return vm.api.lua_gettop(L);
};

describe('loading', () => {
  const vm = createVm();
  const loadError = (code: string | Uint8Array, name: string): string => {
    assert.equal(vm.load(vm.L, code, name), LUA_ERRSYNTAX);
    const text = vm.errorText(vm.L);
    vm.pop(vm.L);
    return text;
  };

  test('an error names the chunk as it was given, with the line', () => {
    assert.equal(loadError('x = = 1', '=mine'), "mine:1: unexpected symbol near '='");
    assert.equal(loadError('\n\nlocal', '@dir/file.lua'), 'dir/file.lua:3: <name> expected near <eof>');
    assert.equal(
      loadError('for', 'for the text itself'),
      '[string "for the text itself"]:1: <name> expected near <eof>',
    );
  });
  test('bytes that are no text are fine in strings', () => {
    assert.equal(
      vm.load(vm.L, new Uint8Array([...Buffer.from('return "'), 0xff, 0, ...Buffer.from('"')]), '=b'),
      LUA_OK,
    );
    vm.call(vm.L, 0, 1);
    assert.deepEqual(vm.stringAt(vm.L, -1), new Uint8Array([0xff, 0]));
    vm.pop(vm.L);
  });
  test('only text loads, whatever the script asks for', () => {
    const { output } = runChunk(
      vm,
      'local code = string.dump(print and function() end) print(load(code)) print(load(code, "=b", "b")) print(load(code, "=b", "bt"))',
    );
    assert.deepEqual(output.match(/attempt to load a binary chunk/g)?.length, 3);
    assert.match(loadError('\x1bLua', '=binary'), /attempt to load a binary chunk \(mode is 't'\)/);
  });
  test('a large chunk goes through', () => {
    assert.equal(runChunk(vm, `${'x = 1\n'.repeat(60_000)}print(x)`).output, '1\n');
  });
});

describe('host functions', () => {
  test('take arguments from the stack and leave results on it', () => {
    const vm = createVm({
      hostFunctions: {
        swap: (machine, L) => {
          machine.api.lua_rotate(L, 1, 1);
          return machine.api.lua_gettop(L);
        },
        none: () => 0,
      },
    });
    assert.equal(runChunk(vm, 'print(swap(1, "two", nil)) print(select("#", none()))').output, 'nil\t1\ttwo\n0\n');
  });

  test('upvalues follow the number of the function', () => {
    const vm = createVm({
      hostFunctions: {
        counter: (machine, L) => {
          const next = Number(machine.api.lua_tointegerx(L, upvalueIndex(2), 0)) + 1;
          machine.api.lua_pushinteger(L, BigInt(next));
          machine.api.lua_copy(L, -1, upvalueIndex(2));
          return 1;
        },
      },
    });
    vm.api.lua_pushinteger(vm.L, 41n);
    vm.pushHostClosure(vm.L, 'counter', 1);
    assert.equal(vm.hostNameAt(vm.L, -1), 'counter');
    vm.setGlobal(vm.L, 'tick');
    assert.equal(runChunk(vm, 'print(tick(), tick())').output, '42\t43\n');
    vm.getGlobal(vm.L, 'print');
    assert.equal(vm.hostNameAt(vm.L, -1), undefined);
    vm.pop(vm.L);
    assert.throws(() => vm.pushHost(vm.L, 'nobody'), /no host function nobody/);
  });

  test('an error of JavaScript is a Lua error with the message that `describe` gives it', () => {
    const thrown = new TypeError('kaput');
    const described: unknown[] = [];
    const vm = createVm({
      hooks: {
        describe: (error) => {
          described.push(error);
          return `host: ${(error as Error).message}`;
        },
      },
      hostFunctions: {
        throwing: () => {
          throw thrown;
        },
      },
    });
    assert.equal(runChunk(vm, 'print(pcall(throwing)) print("on")').output, 'false\thost: kaput\non\n');
    assert.equal(runChunk(vm, 'throwing()').error, 'host: kaput');
    assert.deepEqual(described, [thrown, thrown]);
    assert.strictEqual(described[0], thrown);
  });

  test('LuaRaise has the position of the call, unless told not to', () => {
    const vm = createVm({
      hooks: { describe: (error) => (error as Error).message },
      hostFunctions: {
        raise: () => {
          throw new LuaRaise('no such thing');
        },
        plain: () => {
          throw new LuaRaise('as it is', false);
        },
        check: () => {
          throw badArgument(2, 'check', 'number expected, got nil');
        },
      },
    });
    const { output } = runChunk(
      vm,
      'print(pcall(function()\n  raise()\nend))\nprint(pcall(function() plain() end))\nprint(pcall(function() check() end))\nprint(pcall(raise))',
    );
    assert.deepEqual(output.split('\n'), [
      'false\ttest:2: no such thing',
      'false\tas it is',
      "false\ttest:5: bad argument #2 to 'check' (number expected, got nil)",
      'false\tno such thing',
      '',
    ]);
  });

  test('an error value passes through JavaScript as it is', () => {
    const vm = createVm({ hostFunctions: { through } });
    const { output, error } = runChunk(
      vm,
      `local mine = setmetatable({}, {__tostring = function() return "mine" end})
       local ok, e = pcall(through, through, through, error, mine)
       print(ok, e == mine)
       print(pcall(through, error))
       print(pcall(through, error, 42))
       local co = coroutine.wrap(function() return pcall(through, error, mine) end)
       print(co())
       through(error, mine)`,
    );
    assert.equal(output, 'false\ttrue\nfalse\tnil\nfalse\t42\nfalse\tmine\n');
    assert.equal(error, 'mine');
  });

  test('an error of JavaScript that passes through Lua and JavaScript stays the message it was', () => {
    const caught: unknown[] = [];
    const vm = createVm({
      hooks: { describe: (error) => (error as Error).message },
      hostFunctions: {
        throwing: () => {
          throw new Error('inner');
        },
        through: (machine, L) => {
          try {
            return through(machine, L);
          } catch (error) {
            caught.push(error);
            throw error;
          }
        },
      },
    });
    assert.equal(runChunk(vm, 'print(pcall(through, function() throwing() end))').output, 'false\tinner\n');
    assert.ok(caught[0] instanceof LuaCallError);
    assert.equal(caught[0].message, 'inner');
    assert.equal(caught[0].isInterruption, false);
  });

  test('a JavaScript caller that handles the error goes on', () => {
    const vm = createVm({
      hostFunctions: {
        through,
        attempt: (machine, L) => {
          const top = machine.api.lua_gettop(L);
          try {
            return through(machine, L);
          } catch (error) {
            assert.ok(error instanceof LuaCallError);
            error.release();
            error.release();
            machine.api.lua_settop(L, top - 1);
            pushValue(machine, L, `handled ${error.message}`);
            return 1;
          }
        },
      },
    });
    const length = (): bigint => vm.api.lua_rawlen(vm.L, LUA_REGISTRYINDEX);
    assert.equal(runChunk(vm, 'print(attempt(error, "x"))').output, 'handled x\n');
    const before = length();
    runChunk(vm, 'for i = 1, 500 do attempt(error, {}) end');
    assert.ok(length() <= before + 2n);
    // The same where the error goes on.
    runChunk(vm, 'for i = 1, 500 do pcall(through, error, {}) end');
    assert.ok(length() <= before + 2n);
  });

  test('an interruption thrown by a host function ends the run, whoever would catch it', () => {
    const vm = createVm({
      hostFunctions: {
        stop: () => {
          throw new Interruption();
        },
        through,
      },
    });
    const codes = [
      'stop()',
      'pcall(stop)',
      'pcall(through, pcall, stop)',
      'coroutine.wrap(function() xpcall(stop, print) end)()',
    ];
    for (const code of codes) {
      const result = runChunk(vm, `${code} print("not reached")`);
      assert.deepEqual([result.interrupted, result.output], [true, ''], code);
    }
    assert.equal(runChunk(vm, 'print("next")').output, 'next\n');
  });

  test("the Lua stack is the host function's own and may be used up to the limit", () => {
    const vm = createVm({
      hostFunctions: {
        many: (machine, L) => {
          machine.api.luaL_checkstack(L, 5000, 0);
          for (let i = 0; i < 5000; i++) machine.api.lua_pushinteger(L, BigInt(i));
          return 5000;
        },
        tooMany: (machine, L) => {
          machine.api.luaL_checkstack(L, 2_000_000, 0);
          return 0;
        },
      },
    });
    const { output } = runChunk(vm, 'local t = {many()} print(#t, t[5000]) print(pcall(tooMany))');
    assert.equal(output, '5000\t4999\nfalse\tstack overflow\n');
  });
});

describe('yields', () => {
  const give: HostFunction = (machine, L) => -2 - machine.api.lua_gettop(L);

  test('a host function yields its values and returns what it is resumed with', () => {
    const vm = createVm({ hostFunctions: { give } });
    const { output } = runChunk(
      vm,
      `local co = coroutine.wrap(function(...) print("got", give(...)) print("got", give()) return "end" end)
       print(co(1, nil, 3)) print(co("a", "b")) print(co())`,
    );
    assert.equal(output, '1\tnil\t3\ngot\ta\tb\n\ngot\nend\n');
  });

  test('through pcall, metamethods and iterators', () => {
    const vm = createVm({ hostFunctions: { give } });
    const { output } = runChunk(
      vm,
      `local t = setmetatable({}, {__index = function(_, k) return give(k) end, __add = function(a, b) return give("add") end})
       local co = coroutine.wrap(function()
         print(pcall(function() return t.field end))
         print(t + 1)
         for i in function() return give("next") end do print("for", i) end
         print(pcall(function() give("before") error("after") end))
       end)
       local sent = {nil, "F", 10, "one", nil, "x"}
       for i = 1, 6 do print("<", (co(sent[i]))) end`,
    );
    assert.deepEqual(output.trimEnd().split('\n'), [
      ...['<\tfield', 'true\tF', '<\tadd', '10', '<\tnext', 'for\tone', '<\tnext', '<\tbefore'],
      ...['false\ttest:6: after', '<\tnil'],
    ]);
  });

  test('the run itself yields to its JavaScript resumer', () => {
    const vm = createVm({ hostFunctions: { give } });
    const run = startRun(vm, 'print("before", give(7)) return "done"');
    assert.equal(resumeRun(vm, run), LUA_YIELD);
    assert.equal(toValue(vm, run, -1), 7);
    vm.pop(run);
    assert.equal(resumeRun(vm, run), LUA_OK);
    assert.equal(takeOutput(vm).toString(), 'before\n');
    assert.equal(vm.stringAt(run, -1), 'done');
  });

  test('where Lua cannot yield, it says so', () => {
    const vm = createVm({ hostFunctions: { give, through } });
    const { output } = runChunk(
      vm,
      `print(coroutine.wrap(function() return pcall(table.sort, {2, 1}, give) end)())
       print(coroutine.wrap(function() return pcall(through, give) end)())`,
    );
    assert.equal(output, 'false\tattempt to yield across a C-call boundary\n'.repeat(2));
  });

  test('a host function goes on after a callee that has yielded', () => {
    const vm = createVm({
      hostFunctions: {
        give,
        relay: (machine, L) => {
          machine.callThen(L, machine.api.lua_gettop(L) - 1, LUA_MULTRET, 'relayed');
          return relayed(machine, L);
        },
        relayed: (machine, L) => relayed(machine, L),
      },
    });
    const relayed: HostFunction = (machine, L) => {
      pushValue(machine, L, 'relayed');
      return machine.api.lua_gettop(L);
    };
    const { output } = runChunk(
      vm,
      `print(relay(function(x) return x, "direct" end, 1))
       local co = coroutine.wrap(function() print(relay(function(x) return x, give("out") end, 2)) return pcall(relay, error, "e") end)
       print(co()) print(co("in"))`,
    );
    assert.equal(output, '1\tdirect\trelayed\nout\n2\tin\trelayed\nfalse\te\n');
  });

  test("the run's own state looks like the main one", () => {
    const vm = createVm();
    const { output } = runChunk(
      vm,
      `local main, isMain = coroutine.running()
       print(type(main), isMain, coroutine.isyieldable(), coroutine.status(main))
       print(pcall(coroutine.yield, 1))
       coroutine.wrap(function()
         print(select(2, coroutine.running()), coroutine.isyieldable(), coroutine.status(main), coroutine.isyieldable(main))
         print(coroutine.resume(main))
       end)()`,
    );
    assert.deepEqual(output.trimEnd().split('\n'), [
      'thread\ttrue\tfalse\trunning',
      'false\tattempt to yield from outside a coroutine',
      'false\ttrue\tnormal\tfalse',
      'false\tcannot resume non-suspended coroutine',
    ]);
  });

  test('an uncaught failure of a coroutine is told before its stack is gone', () => {
    const told: string[] = [];
    const vm = createVm({
      hooks: {
        coroutineFailed: (L, co) => {
          vm.api.luaL_traceback(L, co, 0, 0);
          told.push(vm.stringAt(L, -1) as string);
          vm.pop(L);
        },
      },
    });
    const { output } = runChunk(
      vm,
      'local co = coroutine.create(function()\n  local function deep() error("x") end\n  deep()\nend)\nprint(coroutine.resume(co))',
    );
    assert.equal(output, 'false\ttest:2: x\n');
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /in function 'error'[\s\S]*test:2: in upvalue 'deep'|in local 'deep'/);
  });
});

describe('text of values', () => {
  const vm = createVm();
  const errorText = (code: string): string | undefined => runChunk(vm, code).error;

  test('error values that are no strings', () => {
    assert.equal(errorText('error()'), 'nil');
    assert.equal(errorText('error(42)'), '42');
    assert.equal(errorText('error(true)'), 'true');
    assert.match(errorText('error({})') ?? '', /^table: 0x/);
    assert.equal(errorText('error(setmetatable({}, {__tostring = function() return "told" end}))'), 'told');
    assert.equal(errorText('error(setmetatable({}, {__tostring = error}))'), '(error object whose __tostring fails)');
    assert.equal(
      errorText('error(setmetatable({}, {__tostring = function() return {} end}))'),
      '(error object whose __tostring fails)',
    );
    assert.equal(errorText('error("\\xff", 0)'), '\xff');
  });
  test('display', () => {
    pushValue(vm, vm.L, 2.5);
    assert.equal(vm.display(vm.L, -1), '2.5');
    pushValue(vm, vm.L, new Uint8Array([0x61, 0xff]));
    assert.equal(vm.display(vm.L, -1), 'a\uFFFD');
    vm.pop(vm.L, 2);
  });
  test('write goes to its stream, in order', () => {
    runChunk(vm, '');
    vm.write('stderr', 'warned\n');
    assert.equal(takeOutput(vm).toString(), 'warned\n');
    assert.equal(vm.memory.word(WORD.outLastTag) & 1, 1);
  });
});

describe('memory', () => {
  test('a refusal is an error that the script survives, the second ends the run', () => {
    const vm = createVm({ memoryLimit: 4_000_000 });
    const survived = runChunk(vm, 'print(pcall(string.rep, "x", 8e6)) print(#string.rep("x", 1e5))');
    assert.deepEqual([survived.output, survived.interrupted], ['false\tnot enough memory\n100000\n', false]);
    const ended = runChunk(vm, 'for i = 1, 10 do print(i, pcall(string.rep, "x", 8e6)) end');
    assert.deepEqual([ended.output, ended.interrupted], ['1\tfalse\tnot enough memory\n', true]);
    assert.equal(runChunk(vm, 'print("next run")').output, 'next run\n');
  });
  test('the same error raised again is no second refusal', () => {
    const vm = createVm({ memoryLimit: 4_000_000 });
    const { output } = runChunk(
      vm,
      `print(pcall(coroutine.wrap(function() return string.rep("x", 8e6) end)))
       print(pcall(function() local ok, e = pcall(error, "not enough memory", 0) error(e, 0) end))
       print("on")`,
    );
    assert.equal(output, 'false\tnot enough memory\nfalse\tnot enough memory\non\n');
  });
  test('a script that grows for ever ends, inside pcall loops too', () => {
    const vm = createVm({ memoryLimit: 8_000_000 });
    const codes = [
      'local t = {} while true do t[#t + 1] = {} end',
      'while true do pcall(function() local s = "x" while true do s = s .. s end end) end',
    ];
    for (const code of codes) {
      const { status } = runChunk(vm, code);
      assert.ok(status >= 2, code);
      assert.equal(runChunk(vm, 'collectgarbage() print("on")').output, 'on\n');
    }
  });
  test('the counter follows what is held', () => {
    const vm = createVm();
    const used = (): number => vm.memory.word(WORD.memoryUsed);
    runChunk(vm, 'collectgarbage()');
    const before = used();
    runChunk(vm, 'held = string.rep("x", 1e6)');
    assert.ok(used() - before >= 1e6);
    runChunk(vm, 'held = nil collectgarbage() collectgarbage()');
    vm.api.lua_settop(vm.L, 0);
    runChunk(vm, 'collectgarbage() collectgarbage()');
    assert.ok(Math.abs(used() - before) < 20_000, `${before} before, ${used()} after`);
    assert.ok(vm.memory.word(WORD.memoryPeak) >= before + 1e6);
  });
  test('a limit that holds no VM at all is refused with a reason', () => {
    assert.throws(() => createVm({ memoryLimit: 1000 }), /memory limit is too small for a Lua VM/);
  });
  test('growth is seen by another thread that holds the same memory', async () => {
    const memory = createVmMemory();
    const vm = createVm({ memory });
    const watcher = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       parentPort.on('message', (address) => parentPort.postMessage([workerData.buffer.byteLength, Buffer.from(workerData.buffer, address, 4).toString()]));`,
      { eval: true, workerData: memory },
    );
    const ask = async (address: number): Promise<unknown> => {
      watcher.postMessage(address);
      return ((await once(watcher, 'message')) as unknown[])[0];
    };
    try {
      const small = memory.buffer.byteLength;
      assert.deepEqual(await ask(1024), [small, vm.memory.lossyText(1024, 4)]);
      runChunk(vm, 'big = string.rep("abcd", 1e7)');
      const large = memory.buffer.byteLength;
      assert.ok(large > small);
      vm.getGlobal(vm.L, 'big');
      const end = vm.api.lua_tolstring(vm.L, -1, 0) + 4e7 - 4;
      assert.ok(end > small);
      assert.deepEqual(await ask(end), [large, 'abcd']);
    } finally {
      await watcher.terminate();
    }
  });
});

describe('what a script cannot observe', () => {
  const observe = (now: number): string =>
    runChunk(
      createVm({ clock: { now: () => now } }),
      'print(math.random(), math.random(0), os.time(), os.clock() >= 0) local t = {} for k in pairs({a = 1, bb = 2, ccc = 3, [1.5] = 4}) do t[#t + 1] = tostring(k) end print(table.concat(t, " "))',
    ).output;
  test('with the same clock, randomness and the order of keys are the same', () => {
    assert.equal(observe(1.7e12), observe(1.7e12));
    assert.notEqual(observe(1.7e12), observe(1.8e12));
  });
  test('the VM has no files, no processes and no environment of its own', () => {
    const vm = createVm();
    assert.equal(
      runChunk(
        vm,
        'print(os.getenv("PATH"), os.execute(), loadfile == nil or pcall(loadfile, "/etc/passwd"))',
      ).output.includes('root:'),
      false,
    );
    assert.equal(runChunk(vm, 'print(os.getenv("PATH"))').output, 'nil\n');
    assert.match(runChunk(vm, 'print(os.remove("/tmp/x"))').output, /^nil\t/);
  });
});

test('warnings come in the pieces of lua_WarnFunction', () => {
  const pieces: [string, boolean][] = [];
  const vm = createVm({ hooks: { warn: (piece, continues) => pieces.push([piece, continues]) } });
  runChunk(vm, 'warn("@on") warn("one") warn("a", "b", "c")');
  assert.deepEqual(pieces, [
    ['@on', false],
    ['one', false],
    ['a', true],
    ['b', true],
    ['c', false],
  ]);
});

test('errors that are caught do not use up the C stack', () => {
  const vm = createVm({ hostFunctions: { through } });
  const codes = [
    'for i = 1, 5000 do pcall(string.gsub, "x", "x", function() error("x") end) end',
    'for i = 1, 5000 do pcall(through, string.gsub, "x", "x", error) end',
    'for i = 1, 5000 do local co = coroutine.create(function() table.sort({1, 2}, error) end) coroutine.resume(co) end',
  ];
  for (const code of codes) {
    const result = runChunk(vm, `${code} print(pcall(string.gsub, "x", "x", function() return "fine" end))`);
    assert.equal(result.output, 'true\tfine\t1\n', code);
  }
});

test('a run that ended leaves a VM for the next', () => {
  const vm = createVm();
  for (let i = 0; i < 200; i++) {
    const run = startRun(vm, i % 2 === 0 ? 'error({})' : 'print("ok")');
    finishRun(vm, run);
    vm.api.lua_closethread(run, vm.L);
    vm.api.lua_settop(vm.L, 0);
  }
  assert.equal(vm.api.stackSave(), createVm().api.stackSave());
});
