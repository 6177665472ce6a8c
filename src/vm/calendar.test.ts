import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { peer } from '../../test/support/peer.js';
import { createVm, runChunk } from '../../test/support/vm.js';
import { formatTime, toUtc } from './calendar.js';

const format = (pattern: string, seconds: number): string => formatTime(pattern, toUtc(seconds), () => 'GMT');
const at = (iso: string): number => Date.parse(iso) / 1000;

describe('UTC', () => {
  test('fields of known moments', () => {
    assert.deepEqual(toUtc(at('2024-02-29T23:59:58Z')), {
      ...{ second: 58, minute: 59, hour: 23, day: 29, month: 1, year: 124 },
      ...{ weekday: 4, yearDay: 59, isDst: 0, offset: 0 },
    });
    assert.equal(format('%F %T %j', -1), '1969-12-31 23:59:59 365');
    assert.equal(format('%F %j', at('2000-12-31T00:00:00Z')), '2000-12-31 366');
    assert.equal(format('%F %j', at('1900-03-01T00:00:00Z')), '1900-03-01 060');
    assert.equal(format('%c', at('0001-01-01T00:00:00Z')), 'Mon Jan  1 00:00:00 1');
  });

  test('weeks by ISO 8601, by Sundays and by Mondays', () => {
    // https://en.wikipedia.org/wiki/ISO_week_date#Relation_with_the_Gregorian_calendar lists the hard ones.
    const weeks: Readonly<Record<string, string>> = {
      '1977-01-01': '1976-W53-6',
      '1977-01-02': '1976-W53-7',
      '1977-12-31': '1977-W52-6',
      '1978-01-01': '1977-W52-7',
      '1978-01-02': '1978-W01-1',
      '1979-12-31': '1980-W01-1',
      '1980-12-28': '1980-W52-7',
      '1980-12-29': '1981-W01-1',
      '1981-12-31': '1981-W53-4',
      '1982-01-03': '1981-W53-7',
      '2008-09-27': '2008-W39-6',
      '2020-12-31': '2020-W53-4',
      '2021-01-04': '2021-W01-1',
    };
    for (const [day, week] of Object.entries(weeks))
      assert.equal(format('%G-W%V-%u', at(`${day}T12:00:00Z`)), week, day);
    assert.equal(format('%U %W', at('2023-01-01T00:00:00Z')), '01 00', 'a Sunday');
    assert.equal(format('%U %W', at('2024-01-01T00:00:00Z')), '00 01', 'a Monday');
    assert.equal(format('%U %W', at('2022-01-01T00:00:00Z')), '00 00', 'a Saturday');
    assert.equal(format('%U %W', at('2022-12-31T00:00:00Z')), '52 52');
  });

  test('every conversion of C99', () => {
    const moment = at('2009-03-05T13:04:07Z');
    const wanted: Readonly<Record<string, string>> = {
      ...{ a: 'Thu', A: 'Thursday', b: 'Mar', B: 'March', c: 'Thu Mar  5 13:04:07 2009', C: '20', d: '05' },
      ...{ D: '03/05/09', e: ' 5', F: '2009-03-05', g: '09', G: '2009', h: 'Mar', H: '13', I: '01', j: '064' },
      ...{ m: '03', M: '04', n: '\n', p: 'PM', r: '01:04:07 PM', R: '13:04', S: '07', t: '\t', T: '13:04:07' },
      ...{ u: '4', U: '09', V: '10', w: '4', W: '09', x: '03/05/09', X: '13:04:07', y: '09', Y: '2009' },
      ...{ z: '+0000', Z: 'GMT', '%': '%' },
    };
    for (const [letter, text] of Object.entries(wanted)) assert.equal(format(`%${letter}`, moment), text, `%${letter}`);
    assert.equal(format('[%Ex|%Od|%EY]', moment), '[03/05/09|05|2009]');
    assert.equal(format('%I %p', at('2009-03-05T00:00:00Z')), '12 AM');
    assert.equal(format('%I %p', at('2009-03-05T12:00:00Z')), '12 PM');
    assert.equal(format('%q %', moment), '%q %');
  });

  test('years beyond what JavaScript dates hold', () => {
    assert.equal(format('%c, week %V of %G', 10 ** 13), 'Sun May 20 17:46:40 318857, week 20 of 318857');
    assert.equal(format('%c, week %V of %G', -(10 ** 13)), 'Sun Aug 13 06:13:20 -314918, week 32 of -314918');
  });
});

/** A Lua expression evaluated by our VM in a process of that time zone. */
function inZone(zone: string, expression: string): string {
  const support = new URL('../../test/support/vm.js', import.meta.url).href;
  const code = `import { createVm, runChunk } from '${support}';
    import { readFileSync } from 'node:fs';
    const { output, error } = runChunk(createVm(), readFileSync(0, 'utf8'));
    if (error !== undefined) throw new Error(error);
    process.stdout.write(output);`;
  const chunk = `print(${expression})`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    ...{ env: { ...process.env, TZ: zone }, input: chunk, encoding: 'utf8', maxBuffer: 2 ** 26 },
  });
  assert.equal(child.status, 0, child.stderr);
  return child.stdout.trimEnd();
}

describe('local time', () => {
  const show = (seconds: number): string =>
    `os.date("%F %T %z ", ${seconds}) .. tostring(os.date("*t", ${seconds}).isdst)`;

  test('summer time of the northern half', () => {
    const moments = [
      at('2024-01-15T12:00:00Z'),
      at('2024-07-15T12:00:00Z'),
      at('2024-03-31T00:59:59Z'),
      at('2024-03-31T01:00:00Z'),
    ];
    assert.deepEqual(inZone('Europe/Berlin', moments.map(show).join(' .. "\\n" .. ')).split('\n'), [
      '2024-01-15 13:00:00 +0100 false',
      '2024-07-15 14:00:00 +0200 true',
      '2024-03-31 01:59:59 +0100 false',
      '2024-03-31 03:00:00 +0200 true',
    ]);
  });

  test('summer time of the southern half', () => {
    const moments = [
      at('2024-01-15T12:00:00Z'),
      at('2024-07-15T12:00:00Z'),
      at('2024-04-06T15:59:59Z'),
      at('2024-04-06T16:00:00Z'),
    ];
    assert.deepEqual(inZone('Australia/Sydney', moments.map(show).join(' .. "\\n" .. ')).split('\n'), [
      '2024-01-15 23:00:00 +1100 true',
      '2024-07-15 22:00:00 +1000 false',
      '2024-04-07 02:59:59 +1100 true',
      '2024-04-07 02:00:00 +1000 false',
    ]);
  });

  test('offsets of half an hour, and of odd seconds', () => {
    assert.equal(inZone('America/St_Johns', show(at('2024-01-15T12:00:00Z'))), '2024-01-15 08:30:00 -0330 false');
    assert.equal(inZone('Africa/Monrovia', show(0)), '1969-12-31 23:15:30 -0044 false');
    assert.equal(inZone('Africa/Monrovia', 'os.time{year = 1970, month = 1, day = 1, hour = 0}'), '2670');
  });

  test('os.time: fields out of range, the repeated hour, the missing hour', () => {
    const time = (fields: string): string => inZone('Europe/Berlin', `os.time{${fields}}`);
    assert.equal(
      time('year = 2024, month = 14, day = -3, hour = 25, min = -61, sec = 3601'),
      String(at('2025-01-29T00:59:01+01:00')),
    );
    const repeated = 'year = 2024, month = 10, day = 27, hour = 2, min = 30';
    assert.equal(time(`${repeated}, isdst = true`), String(at('2024-10-27T02:30:00+02:00')));
    assert.equal(time(`${repeated}, isdst = false`), String(at('2024-10-27T02:30:00+01:00')));
    assert.equal(time('year = 2024, month = 7, day = 1, isdst = false'), String(at('2024-07-01T13:00:00+02:00')));
    const missing = Number(time('year = 2024, month = 3, day = 31, hour = 2, min = 30'));
    assert.ok([at('2024-03-31T02:30:00+01:00'), at('2024-03-31T02:30:00+02:00')].includes(missing));
  });

  test('os.time normalises the fields of its table', () => {
    const fields =
      '(function() local t = {year = 2024, month = 14, day = -3} os.time(t) return os.date("%F %H ", os.time(t)) .. t.year .. "-" .. t.month .. "-" .. t.day .. " " .. t.wday .. " " .. t.yday end)()';
    assert.equal(inZone('UTC', fields), '2025-01-28 12 2025-1-28 3 28');
  });

  test('names of zones', () => {
    assert.equal(
      inZone(
        'America/New_York',
        `os.date("%Z ", ${at('2024-01-15T12:00:00Z')}) .. os.date("%Z", ${at('2024-07-15T12:00:00Z')})`,
      ),
      'EST EDT',
    );
    assert.equal(inZone('Asia/Tehran', `os.date("%Z", ${at('2024-01-15T12:00:00Z')})`), '+0330');
    assert.equal(inZone('Asia/Tehran', 'os.date("!%Z", 0)'), 'GMT');
  });
});

describe('in Lua', () => {
  const vm = createVm({ clock: { now: () => at('2030-06-15T01:02:03.456Z') * 1000 } });
  const show = (expression: string): string => runChunk(vm, `print(${expression})`).output.trimEnd();

  test('the clock is the one that was given', () => {
    assert.equal(show('os.date("!%F %T"), os.time()'), `2030-06-15 01:02:03\t${at('2030-06-15T01:02:03Z')}`);
  });
  test('what C cannot represent, and what it does not know, is an error', () => {
    assert.match(show('pcall(os.date, "%Q")'), /^false\t.*invalid conversion specifier '%Q'/);
    assert.match(
      show('pcall(os.time, {year = 300000, month = 1, day = 1})'),
      /^false\ttime result cannot be represented/,
    );
    assert.match(show('pcall(os.time, {year = 2024, month = 1})'), /^false\tfield 'day' missing in date table/);
  });
  test('long formats and zero bytes', () => {
    assert.equal(show('#os.date(("%c"):rep(100), 0)'), '2400');
    assert.equal(show('os.date("!%Y\\0%Y", 0) == "1970\\0001970"'), 'true');
  });
});

describe('beside native Lua', () => {
  const lua = peer('lua5.4');
  const pattern = '!%F %T %z %j %w %U %W %V %G %g %p %I %y %C %c %x %X %r %D %R %e %h %u';
  const chunk = `(function()
    local lines = {}
    for i = 0, 600 do
      local t = 631152000 + i * 1790011
      local fields = os.date("*t", t)
      local isdst = fields.isdst
      fields.isdst = nil
      lines[#lines + 1] = table.concat({t, os.date("${pattern.slice(1)}", t), tostring(isdst), os.time(os.date("*t", t)), os.date("${pattern}", t)}, " ")
    end
    return table.concat(lines, "\\n")
  end)()`;
  for (const zone of [
    'UTC',
    'Europe/Berlin',
    'Australia/Sydney',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
  ]) {
    test(`the same dates in ${zone}`, { skip: lua.skip }, () => {
      const native = spawnSync(lua.path, ['-e', `print(${chunk})`], { env: { TZ: zone }, encoding: 'utf8' });
      assert.equal(native.status, 0, native.stderr);
      const wanted = native.stdout.trimEnd().split('\n');
      const ours = inZone(zone, chunk).split('\n');
      assert.equal(ours.length, wanted.length);
      assert.deepEqual(
        ours.filter((line, i) => line !== wanted[i]),
        [],
      );
    });
  }
});
