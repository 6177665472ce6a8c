-- os.time, os.clock, os.difftime (run with TZ=UTC): fields, defaults, normalisation, limits, errors.
local checks = 0
local function check(condition, message)
  checks = checks + 1
  if not condition then error(message or 'check failed', 2) end
end
local function eq(got, want)
  checks = checks + 1
  if got ~= want or math.type(got) ~= math.type(want) then
    error(string.format('got %s, want %s', tostring(got), tostring(want)), 2)
  end
end
local function fails(text, f, ...)
  checks = checks + 1
  local ok, err = pcall(f, ...)
  if ok then error('no error, want: ' .. text, 2) end
  if not string.find(tostring(err), text, 1, true) then error('error was: ' .. tostring(err), 2) end
end
local function list(want, ...)
  checks = checks + 1
  local got = table.pack(...)
  for i = 1, got.n do got[i] = tostring(got[i]) end
  local text = table.concat(got, ' ', 1, got.n)
  if text ~= want then error(string.format('got [%s], want [%s]', text, want), 2) end
end

local function at(y, m, d, h, mi, s) return os.time { year = y, month = m, day = d, hour = h, min = mi, sec = s } end
eq(at(1970, 1, 1, 0), 0)
eq(at(1970, 1, 1), 43200)
eq(at(1970, 1, 1, 0, 0, 1), 1)
eq(at(1970, 1, 2, 0), 86400)
eq(at(2000, 2, 29, 12, 30, 15), 951827415)
eq(at(2038, 1, 19, 3, 14, 8), 2147483648)
eq(at(2106, 2, 7, 6, 28, 16), 4294967296)
eq(at(1969, 12, 31, 23, 59, 58), -2)
eq(at(1900, 1, 1, 0), -2208988800)
eq(at(9999, 12, 31, 23, 59, 59), 253402300799)
eq(math.type(os.time()), 'integer')
check(os.time() > 1700000000)
check(math.abs(os.time() - os.time(os.date '*t')) <= 1)
check(math.abs(os.time() - os.time(os.date '!*t')) <= 1)

-- Fields may be strings with integers or floats with integer values.
eq(at('1970', '1', '1', '0'), 0)
eq(at(1970.0, 1.0, 1.0, 0.0), 0)
eq(os.time(setmetatable({}, { __index = { year = 1970, month = 1, day = 1, hour = 0 } })), 0)

-- Fields out of range are normalised, also in the table; the others are filled in.
local function normal(want, fields)
  local value = os.time(fields)
  list(want, fields.year, fields.month, fields.day, fields.hour, fields.min, fields.sec, fields.wday, fields.yday,
    fields.isdst)
  eq(os.time { year = fields.year, month = fields.month, day = fields.day, hour = fields.hour, min = fields.min,
    sec = fields.sec }, value)
end
normal('2024 1 15 12 0 0 2 15 false', { year = 2024, month = 1, day = 15 })
normal('2025 1 15 12 0 0 4 15 false', { year = 2024, month = 13, day = 15 })
normal('2023 12 15 12 0 0 6 349 false', { year = 2024, month = 0, day = 15 })
normal('2023 11 15 12 0 0 4 319 false', { year = 2024, month = -1, day = 15 })
normal('2024 3 1 12 0 0 6 61 false', { year = 2024, month = 2, day = 30 })
normal('2023 3 1 12 0 0 4 60 false', { year = 2023, month = 2, day = 29 })
normal('2023 12 31 12 0 0 1 365 false', { year = 2024, month = 1, day = 0 })
normal('2024 2 29 12 0 0 5 60 false', { year = 2024, month = 3, day = 0 })
normal('2023 12 22 12 0 0 6 356 false', { year = 2024, month = 1, day = -9 })
normal('2024 12 31 12 0 0 3 366 false', { year = 2024, month = 1, day = 366 })
normal('2024 1 16 1 0 0 3 16 false', { year = 2024, month = 1, day = 15, hour = 25 })
normal('2024 1 14 23 0 0 1 14 false', { year = 2024, month = 1, day = 15, hour = -1 })
normal('2024 1 15 2 30 0 2 15 false', { year = 2024, month = 1, day = 15, hour = 1, min = 90 })
normal('2024 1 15 0 59 59 2 15 false', { year = 2024, month = 1, day = 15, hour = 1, min = 0, sec = -1 })
normal('2024 1 15 0 1 0 2 15 false', { year = 2024, month = 1, day = 15, hour = 0, min = 0, sec = 60 })
normal('2024 1 16 0 0 0 3 16 false', { year = 2024, month = 1, day = 15, hour = 0, min = 0, sec = 86400 })
normal('2026 2 19 14 3 20 5 50 false', { year = 2024, month = 25, day = 50, hour = 12, min = 120, sec = 200 })
normal('2055 9 9 21 46 40 5 252 false', { year = 2024, month = 1, day = 1, hour = 20, min = 0, sec = 1000000000 })
normal('1943 11 24 12 0 0 4 328 false', { year = 2024, month = -961, day = 24 })
normal('2024 1 15 12 0 0 2 15 false', { year = 2024, month = 1, day = 15, wday = 99, yday = 999, isdst = false })

-- Arithmetic on dates by fields.
local d = os.date('!*t', at(2024, 1, 31, 0))
d.month = d.month + 1
eq(os.date('!%F', os.time(d)), '2024-03-02')
d = os.date('!*t', at(2024, 2, 29, 0))
d.year = d.year + 1
eq(os.date('!%F', os.time(d)), '2025-03-01')
for days = -1000, 1000, 37 do eq(os.time { year = 2024, month = 1, day = 1 + days, hour = 0 }, at(2024, 1, 1,
  0) + days * 86400) end
for months = -30, 30 do
  local t = { year = 2024, month = 1 + months, day = 1, hour = 0 }
  local value = os.time(t)
  eq(t.month, (months % 12) + 1)
  eq(t.year, 2024 + months // 12)
  eq(os.date('!%d %H', value), '01 00')
end
for moment = -1e9 // 1 | 0, 4e9 // 1 | 0, 12345678 do eq(os.time(os.date('!*t', moment)), moment) end

-- Errors.
fails("field 'day' missing in date table", os.time, { year = 2024, month = 1 })
fails("field 'month' missing in date table", os.time, { year = 2024, day = 1 })
fails("field 'year' missing in date table", os.time, { month = 1, day = 1 })
fails("missing in date table", os.time, {})
fails("field 'year' is not an integer", os.time, { year = 'x', month = 1, day = 1 })
fails("field 'month' is not an integer", os.time, { year = 2024, month = 1.5, day = 1 })
fails("field 'hour' is not an integer", os.time, { year = 2024, month = 1, day = 1, hour = {} })
fails("field 'sec' is not an integer", os.time, { year = 2024, month = 1, day = 1, sec = true })
fails("field 'year' is out-of-bound", os.time, { year = math.maxinteger, month = 1, day = 1 })
fails("field 'month' is out-of-bound", os.time, { year = 2024, month = 1 << 40, day = 1 })
fails("field 'day' is out-of-bound", os.time, { year = 2024, month = 1, day = math.mininteger })
fails('table expected', os.time, 5)
fails('table expected', os.time, 'x')

-- os.clock: seconds of processor time, growing.
local c1 = os.clock()
eq(math.type(c1), 'float')
local n = 0
for i = 1, 200000 do n = n + i end
local c2 = os.clock()
check(c2 >= c1 and c2 - c1 < 60)

-- os.difftime.
eq(os.difftime(10, 3), 7.0)
eq(os.difftime(3, 10), -7.0)
eq(math.type(os.difftime(2, 1)), 'float')
fails('number expected', os.difftime, 'x')
fails('number expected', os.difftime)

print('ok os-time ' .. checks)
