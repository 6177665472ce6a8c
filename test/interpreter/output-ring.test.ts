import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FLAG, OUT_SIZE, SWITCH_COUNT, WORD } from '../../src/base/shared-memory.js';
import type { LuaVm } from '../../src/vm/vm.js';
import { createVm, finishRun, resumeRun, runChunk, startRun, takeOutput } from '../support/vm.js';
import { withFlagSetter, withRingConsumer } from './with-worker.js';

const vm = createVm();
const outputOf = (code: string): string => {
  const { output, error } = runChunk(vm, code);
  assert.equal(error, undefined);
  return output;
};

describe('print', () => {
  test('joins by tabs and ends the line', () => {
    assert.equal(
      outputOf('print() print("a") print("a", 1, true, nil) print(nil) print("", "")'),
      '\na\na\t1\ttrue\tnil\nnil\n\t\n',
    );
  });
  test('numbers: floats with an integral value have no .0', () => {
    assert.equal(
      outputOf('print(1, 1.0, -3.0, -0.0, 0.5, 1e15, 2^53, 1e100, 123456.0, math.pi)'),
      '1\t1\t-3\t-0\t0.5\t1e+15\t9.007199254741e+15\t1e+100\t123456\t3.1415926535898\n',
    );
    assert.equal(
      outputOf('print(1/0, -1/0, math.mininteger, math.maxinteger)'),
      'inf\t-inf\t-9223372036854775808\t9223372036854775807\n',
    );
    assert.match(outputOf('print(0/0)'), /^-?nan\n$/);
  });
  test('strings that look like numbers stay as they are', () => {
    assert.equal(outputOf('print("1.0", "3.0", 1 .. "", 1.0 .. "")'), '1.0\t3.0\t1\t1.0\n');
  });
  test('a number that was printed is still a number', () => {
    assert.equal(outputOf('local x = 2.0 print(x) print(math.type(x), tostring(x))'), '2\nfloat\t2.0\n');
  });
  test('what has no text of its own shows its type alone', () => {
    assert.equal(
      outputOf('print({}, print, function() end, coroutine.create(print), io.file ~= nil, setmetatable({}, {}))'),
      'table\tfunction\tfunction\tthread\ttrue\ttable\n',
    );
    assert.equal(outputOf('print(setmetatable({}, {__index = error}))'), 'table\n');
  });
  test('__tostring and __name', () => {
    assert.equal(
      outputOf('print(setmetatable({}, {__tostring = function() return "mine\\0!" end}), 1)'),
      'mine\0!\t1\n',
    );
    assert.match(outputOf('print(setmetatable({}, {__name = "Point"}))'), /^Point: 0x[0-9a-f]+\n$/);
    const failing = 'print(pcall(print, "before", setmetatable({}, {__tostring = ';
    assert.equal(outputOf(`${failing}function() error("no", 0) end})))`), 'before\tfalse\tno\n');
    assert.equal(
      outputOf(`${failing}function() return {} end})))`),
      "before\tfalse\t'__tostring' must return a string\n",
    );
    assert.equal(
      outputOf('print(1, setmetatable({}, {__tostring = function() print("nested") return "x" end}))'),
      '1\tnested\nx\n',
    );
  });
  test('bytes are written as they are', () => {
    runChunk(vm, '');
    const run = startRun(vm, 'print("a\\0b", "\\xff\\xfe", "é")');
    resumeRun(vm, run);
    assert.deepEqual(
      takeOutput(vm),
      Buffer.concat([Buffer.from('a\0b\t'), Buffer.from([0xff, 0xfe]), Buffer.from('\té\n')]),
    );
  });
  test('many arguments', () => {
    const output = outputOf('print(table.unpack({}, 1, 1000))');
    assert.equal(output, `${Array<string>(1000).fill('nil').join('\t')}\n`);
  });
});

describe('io.write and the method write', () => {
  test('write strings and numbers as Lua has them, and give back what is written to', () => {
    assert.equal(outputOf('io.write("a", 1, 2.0, "b\\0c\\n")'), 'a12.0b\0c\n');
    assert.equal(outputOf('print(io.write("x") == io, io.file:write("y") == io.file)'), 'xytrue\ttrue\n');
    assert.equal(outputOf('io.file:write("a", 1.5):write("b")'), 'a1.5b');
    assert.equal(outputOf('io.write() io.write("")'), '');
  });
  test('io.write skips what it cannot write, the method refuses it', () => {
    assert.equal(outputOf('io.write("a", nil, {}, true, "b")'), 'ab');
    assert.equal(
      outputOf('print(pcall(function() io.file:write("a", {}, "b") end))'),
      "afalse\ttest:1: bad argument #2 to 'write' (string expected, got table)\n",
    );
  });
});

describe('the ring', () => {
  test('strings larger than it go through a consumer, whatever its pace', async () => {
    for (const [atMost, restMs] of [
      [OUT_SIZE, 0],
      [70_001, 1],
      [3, 0],
    ] as const) {
      const size = atMost === 3 ? OUT_SIZE + 10 : 5 * OUT_SIZE + 123;
      const machine = createVm();
      const [result, output] = await withRingConsumer({ memory: machine.memory.memory, atMost, restMs }, () => {
        const run = startRun(
          machine,
          `local s = {} for i = 1, ${size} // 7 + 1 do s[i] = ("%07d"):format(i) end print(table.concat(s):sub(1, ${size}))`,
        );
        return resumeRun(machine, run);
      });
      assert.equal(result, 0);
      const wanted = Array.from({ length: Math.floor(size / 7) + 1 }, (_, i) => String(i + 1).padStart(7, '0'))
        .join('')
        .slice(0, size);
      const text = Buffer.concat(output.map(({ bytes }) => bytes)).toString();
      assert.equal(text.length, size + 1);
      assert.ok(text === `${wanted}\n`, `differs with ${atMost} bytes at a time`);
    }
  });

  test('a hundred thousand lines arrive in order', async () => {
    const machine = createVm();
    const [, output] = await withRingConsumer({ memory: machine.memory.memory, atMost: 50_000, restMs: 0 }, () =>
      resumeRun(machine, startRun(machine, 'for i = 1, 100000 do print(i, "line") end')),
    );
    const lines = Buffer.concat(output.map(({ bytes }) => bytes))
      .toString()
      .split('\n');
    assert.equal(lines.length, 100_001);
    assert.ok(lines.slice(0, -1).every((line, i) => line === `${i + 1}\tline`));
  });

  test('a writer that is blocked can be interrupted, and loses only what had no room', async () => {
    const isFull = (): boolean => machine.memory.word(WORD.outHead) - machine.memory.word(WORD.outTail) === OUT_SIZE;
    const machine: LuaVm = createVm({
      hooks: {
        trap: () => {
          machine.memory.setWord(WORD.flag, 0);
          return isFull() ? 1 : 0;
        },
      },
    });
    const [run] = await withFlagSetter({ memory: machine.memory.memory, flags: [FLAG.interrupt], everyMs: 20 }, () =>
      finishRun(machine, startRun(machine, `print(("x"):rep(${OUT_SIZE} * 3)) print("not reached")`)),
    );
    assert.equal(run.interrupted, true);
    assert.equal(run.output, 'x'.repeat(OUT_SIZE));
    assert.equal(runChunk(machine, 'print("next")').output, 'next\n');
  });

  test('the running counts may pass 32 bits', async () => {
    const machine = createVm();
    const near = 0xffffffff - 1000;
    machine.memory.setWord(WORD.outHead, near);
    machine.memory.setWord(WORD.outTail, near);
    const [, output] = await withRingConsumer({ memory: machine.memory.memory, atMost: OUT_SIZE, restMs: 0 }, () =>
      resumeRun(machine, startRun(machine, 'for i = 1, 50000 do print(i) end io.warn("e") print("end")')),
    );
    assert.ok(machine.memory.word(WORD.outHead) >>> 0 < near);
    assert.deepEqual(
      output.map(({ tag, bytes }) => [tag, Buffer.from(bytes).toString().slice(-4)]),
      [
        [0, '000\n'],
        [1, 'e'],
        [0, 'end\n'],
      ],
    );
    assert.equal(
      Buffer.from(output[0]!.bytes).toString(),
      Array.from({ length: 50_000 }, (_, i) => `${i + 1}\n`).join(''),
    );
  });
});

describe('tags', () => {
  const consume = async (code: string, tag: number): Promise<readonly (readonly [number, string])[]> => {
    const machine = createVm();
    machine.memory.setWord(WORD.outTag, tag);
    const [status, output] = await withRingConsumer({ memory: machine.memory.memory, atMost: 1000, restMs: 0 }, () =>
      resumeRun(machine, startRun(machine, code)),
    );
    assert.equal(status, 0);
    return output.map((entry) => [entry.tag, Buffer.from(entry.bytes).toString()] as const);
  };

  test('tell the streams apart, in order', async () => {
    assert.deepEqual(await consume('print("a") io.warn("b") io.warn("c") print("d")', 14), [
      [14, 'a\n'],
      [15, 'bc'],
      [14, 'd\n'],
    ]);
  });

  test('more switches than the list holds wait for the consumer', async () => {
    const output = await consume(`for i = 1, ${SWITCH_COUNT * 10} do io.write(i) io.warn(-i) end`, 2);
    const wanted = Array.from({ length: SWITCH_COUNT * 10 }, (_, i) => [
      [2, String(i + 1)],
      [3, String(-i - 1)],
    ]).flat();
    assert.deepEqual(output, wanted);
  });

  test('a full list of switches blocks like a full ring, and can be interrupted', async () => {
    const machine = createVm();
    machine.memory.setWord(WORD.outTag, 2);
    const [result] = await withFlagSetter({ memory: machine.memory.memory, flags: [FLAG.interrupt], everyMs: 20 }, () =>
      finishRun(machine, startRun(machine, 'while true do io.write("o") io.warn("e") end')),
    );
    assert.equal(result.interrupted, true);
    assert.equal(result.output.length, SWITCH_COUNT);
  });

  test('change from run to run', () => {
    const machine = createVm();
    for (const tag of [2, 4]) {
      machine.memory.setWord(WORD.outTag, tag);
      resumeRun(machine, startRun(machine, 'print("x")'));
    }
    assert.equal(machine.memory.word(WORD.outLastTag), 4);
    assert.equal(machine.memory.word(WORD.switchHead), 2);
  });
});
