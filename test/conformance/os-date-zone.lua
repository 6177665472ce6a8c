-- os.date and os.time in a zone with summer time (run with TZ=Europe/Berlin).
-- Winter and summer.
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
local function list(want, ...)
  checks = checks + 1
  local got = table.pack(...)
  for i = 1, got.n do got[i] = tostring(got[i]) end
  local text = table.concat(got, ' ', 1, got.n)
  if text ~= want then error(string.format('got [%s], want [%s]', text, want), 2) end
end

local winter, summer = 1705316400, 1721037600 -- 2024-01-15 11:00 and 2024-07-15 10:00 UTC
eq(os.date('%F %T %z %Z', winter), '2024-01-15 12:00:00 +0100 CET')
eq(os.date('%F %T %z %Z', summer), '2024-07-15 12:00:00 +0200 CEST')
eq(os.date('!%F %T %z', winter), '2024-01-15 11:00:00 +0000')
eq(os.date('!%F %T %z', summer), '2024-07-15 10:00:00 +0000')
eq(os.date('*t', winter).isdst, false)
eq(os.date('*t', summer).isdst, true)
eq(os.date('!*t', summer).isdst, false)
eq(os.date('*t', summer).hour, 12)
eq(os.date('!*t', summer).hour, 10)
eq(os.date('%c', winter), 'Mon Jan 15 12:00:00 2024')

-- os.time reads local time; the zone's rule decides when isdst is not given.
eq(os.time { year = 2024, month = 1, day = 15 }, winter)
eq(os.time { year = 2024, month = 7, day = 15 }, summer)
eq(os.time { year = 2024, month = 7, day = 15, hour = 0 }, summer - 43200)
eq(os.time { year = 1970, month = 1, day = 1, hour = 1 }, 0)
eq(os.time { year = 1970, month = 1, day = 1, hour = 0 }, -3600)

-- isdst given: the clock time is read as standard or as summer time, and the table is normalised.
local t = { year = 2024, month = 7, day = 15, hour = 12, isdst = false }
eq(os.time(t), summer + 3600)
list('13 true', t.hour, t.isdst)
t = { year = 2024, month = 7, day = 15, hour = 12, isdst = true }
eq(os.time(t), summer)
list('12 true', t.hour, t.isdst)
t = { year = 2024, month = 1, day = 15, hour = 12, isdst = true }
eq(os.time(t), winter - 3600)
list('11 false', t.hour, t.isdst)
t = { year = 2024, month = 1, day = 15, hour = 12, isdst = false }
eq(os.time(t), winter)
list('12 false', t.hour, t.isdst)

-- The spring change of 2024: 31 March, 02:00 becomes 03:00.
local spring = 1711846800
eq(os.date('%F %T %z %Z', spring - 1), '2024-03-31 01:59:59 +0100 CET')
eq(os.date('%F %T %z %Z', spring), '2024-03-31 03:00:00 +0200 CEST')
eq(os.time { year = 2024, month = 3, day = 31, hour = 1, min = 59, sec = 59 }, spring - 1)
eq(os.time { year = 2024, month = 3, day = 31, hour = 3 }, spring)
eq(os.time { year = 2024, month = 3, day = 31, hour = 12 } - os.time { year = 2024, month = 3, day = 30, hour = 12 },
  23 * 3600)
local gap = os.time { year = 2024, month = 3, day = 31, hour = 2, min = 30 }
check(gap == spring + 1800 or gap == spring - 1800, 'an hour that does not exist is moved')

-- The autumn change of 2024: 27 October, 03:00 becomes 02:00; the hour exists twice.
local autumn = 1729990800
eq(os.date('%F %T %z %Z', autumn - 1), '2024-10-27 02:59:59 +0200 CEST')
eq(os.date('%F %T %z %Z', autumn), '2024-10-27 02:00:00 +0100 CET')
eq(os.time { year = 2024, month = 10, day = 27, hour = 2, min = 30, isdst = true }, autumn - 1800)
eq(os.time { year = 2024, month = 10, day = 27, hour = 2, min = 30, isdst = false }, autumn + 1800)
eq(os.time { year = 2024, month = 10, day = 27, hour = 12 } - os.time { year = 2024, month = 10, day = 26, hour = 12 },
  25 * 3600)
local twice = os.time { year = 2024, month = 10, day = 27, hour = 2, min = 30 }
check(twice == autumn - 1800 or twice == autumn + 1800)

-- Every change of the years 1996 to 2050: last Sunday of March and of October, 01:00 UTC.
local function last_sunday(year, month)
  local d = os.date('!*t', os.time { year = year, month = month, day = 31, hour = 12 })
  return 31 - (d.wday - 1)
end
for year = 1996, 2050 do
  for month, offsets in pairs { [3] = { '+0100', '+0200' }, [10] = { '+0200', '+0100' } } do
    local day = last_sunday(year, month)
    local noon = os.time { year = year, month = month, day = day, hour = 12 }
    local change = noon - (month == 3 and 9 or 10) * 3600
    eq(os.date('!%H:%M:%S', change), '01:00:00')
    eq(os.date('%z', change - 1), offsets[1])
    eq(os.date('%z', change), offsets[2])
  end
end

-- A year without summer time, and one in which it began on another day.
eq(os.date('%z %Z', 173000000), '+0100 CET')
eq(os.date('*t', 173000000).isdst, false)
eq(os.date('%F %T %z', 323830799), '1980-04-06 01:59:59 +0100')
eq(os.date('%F %T %z', 323830800), '1980-04-06 03:00:00 +0200')

-- Round trip through *t, every six hours over two years.
for moment = 1704067200, 1704067200 + 730 * 86400, 21600 do
  local d = os.date('*t', moment)
  eq(os.time(d), moment)
end

-- Normalisation crosses the change: days are calendar days, hours in the table are clock hours.
t = { year = 2024, month = 3, day = 30 + 1, hour = 12 }
eq(os.date('%F %T', os.time(t)), '2024-03-31 12:00:00')
t = { year = 2024, month = 1, day = 15 + 182, hour = 12 }
eq(os.date('%F %T', os.time(t)), '2024-07-15 12:00:00')
t = { year = 2023, month = 19, day = 15, hour = 12 }
eq(os.time(t), summer)
list('2024 7 15 12 true 197 2', t.year, t.month, t.day, t.hour, t.isdst, t.yday, t.wday)

-- Differences are in seconds of real time.
eq(os.difftime(summer, winter), 15721200.0)

print('ok os-date-zone ' .. checks)
