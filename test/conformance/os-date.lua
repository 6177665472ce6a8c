-- os.date in UTC (run with TZ=UTC): every specifier that Lua 5.4 accepts, *t, !, errors.
-- One moment through every specifier of C99: Wednesday, 2 March 2005, 07:08:09, day 61 of the year.
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

local moment = 1109747289
for specifier, want in pairs {
  ['%a'] = 'Wed', ['%A'] = 'Wednesday', ['%b'] = 'Mar', ['%B'] = 'March', ['%c'] = 'Wed Mar  2 07:08:09 2005',
  ['%C'] = '20', ['%d'] = '02',
  ['%D'] = '03/02/05', ['%e'] = ' 2', ['%F'] = '2005-03-02', ['%g'] = '05', ['%G'] = '2005', ['%h'] = 'Mar',
  ['%H'] = '07', ['%I'] = '07',
  ['%j'] = '061', ['%m'] = '03', ['%M'] = '08', ['%n'] = '\n', ['%p'] = 'AM', ['%r'] = '07:08:09 AM', ['%R'] = '07:08',
  ['%S'] = '09', ['%t'] = '\t',
  ['%T'] = '07:08:09', ['%u'] = '3', ['%U'] = '09', ['%V'] = '09', ['%w'] = '3', ['%W'] = '09', ['%x'] = '03/02/05',
  ['%X'] = '07:08:09', ['%y'] = '05',
  ['%Y'] = '2005', ['%z'] = '+0000', ['%%'] = '%', ['%Ec'] = 'Wed Mar  2 07:08:09 2005', ['%EC'] = '20',
  ['%Ex'] = '03/02/05', ['%EX'] = '07:08:09',
  ['%Ey'] = '05', ['%EY'] = '2005', ['%Od'] = '02', ['%Oe'] = ' 2', ['%OH'] = '07', ['%OI'] = '07', ['%Om'] = '03',
  ['%OM'] = '08', ['%OS'] = '09',
  ['%Ou'] = '3', ['%OU'] = '09', ['%OV'] = '09', ['%Ow'] = '3', ['%OW'] = '09', ['%Oy'] = '05',
} do
  eq(os.date('!' .. specifier, moment), want)
  eq(os.date(specifier, moment), want)
  eq(os.date('!<' .. specifier .. '|' .. specifier .. '>', moment), '<' .. want .. '|' .. want .. '>')
end
check(({ GMT = true, UTC = true })[os.date('!%Z', moment)])
check(({ GMT = true, UTC = true })[os.date('%Z', moment)])
eq(os.date('!', moment), '')
eq(os.date('', moment), '')
eq(os.date('!text only', moment), 'text only')
eq(os.date('!%Y-%m-%dT%H:%M:%SZ', moment), '2005-03-02T07:08:09Z')
eq(os.date('!100%% of %Y', moment), '100% of 2005')
eq(os.date('!a\0b %Y', moment), 'a\0b 2005')
eq(os.date('!%d%d%d', moment), '020202')
eq(#os.date('!' .. ('%Y'):rep(500), moment), 2000)
eq(os.date('!%c', moment), os.date('!%a %b %e %H:%M:%S %Y', moment))
eq(os.date('%H !', moment), '07 !')

-- Hours of the day: 12-hour clock.
for h = 0, 23 do
  local t = 86400 * 100 + h * 3600
  eq(os.date('!%H', t), ('%02d'):format(h))
  eq(os.date('!%I %p', t), ('%02d %s'):format((h + 11) % 12 + 1, h < 12 and 'AM' or 'PM'))
end

-- Every day over some decades against a calendar of our own: weekday, day of year, weeks, leap years.
local function leap(y) return y % 4 == 0 and (y % 100 ~= 0 or y % 400 == 0) end
local lengths = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local short = { 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec' }
local weekdays = { [0] = 'Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat' }
local function days_of(y) return leap(y) and 366 or 365 end
local function week_number(yday, wday, first) return (yday + 7 - (wday - first) % 7) // 7 end
local day = 0
for year = 1970, 2040 do
  local yday = 0
  for month = 1, 12 do
    local length = lengths[month] + ((month == 2 and leap(year)) and 1 or 0)
    for mday = 1, length do
      if mday == 1 or mday == length or mday == 29 or (month == 1 and mday < 9) or (month == 12 and mday > 22) then
        local wday = (day + 4) % 7
        local iso_year, iso_week = year, (yday - (wday + 6) % 7 + 10) // 7
        if iso_week < 1 then
          iso_year = year - 1
          iso_week = ((yday + days_of(iso_year)) - (wday + 6) % 7 + 10) // 7
        elseif iso_week == 53 and (wday + 6) % 7 < 3 and month == 12 and 31 - mday + (wday + 6) % 7 < 3 then
          iso_year, iso_week = year + 1, 1
        end
        local want = ('%04d-%02d-%02d %s %s %03d %d %d %02d %02d %04d-W%02d'):format(year, month, mday, short[month],
          weekdays[wday], yday + 1, wday,
          wday == 0 and 7 or wday, week_number(yday, wday, 0), week_number(yday, wday, 1), iso_year, iso_week)
        eq(os.date('!%Y-%m-%d %b %a %j %w %u %U %W %G-W%V', day * 86400 + 43200), want)
      end
      day = day + 1
      yday = yday + 1
    end
  end
end

-- *t and !*t.
for _, format in ipairs { '*t', '!*t' } do
  local d = os.date(format, moment)
  list('2005 3 2 7 8 9 4 61 false', d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst)
  local n = 0
  for _ in pairs(d) do n = n + 1 end
  eq(n, 9)
  for k, v in pairs(d) do check(k == 'isdst' and v == false or math.type(v) == 'integer') end
end
eq(os.date('*table', moment), '*table')
local epoch = os.date('!*t', 0)
list('1970 1 1 0 0 0 5 1', epoch.year, epoch.month, epoch.day, epoch.hour, epoch.min, epoch.sec, epoch.wday, epoch.yday)

-- Before 1970, far ahead, leap days.
eq(os.date('!%F %T', -1), '1969-12-31 23:59:59')
eq(os.date('!%F %T', -86400 * 365), '1969-01-01 00:00:00')
eq(os.date('!%F %T', 0), '1970-01-01 00:00:00')
eq(os.date('!%F', 951782400), '2000-02-29')
eq(os.date('!%F', 4107542400), '2100-03-01')
eq(os.date('!%F %a', 4102444800), '2100-01-01 Fri')
eq(os.date('!%F %T', 2147483647), '2038-01-19 03:14:07')
eq(os.date('!%F %T', 2147483648), '2038-01-19 03:14:08')
eq(os.date('!%F %T', 4294967296), '2106-02-07 06:28:16')
eq(os.date('!%F', 253402300799), '9999-12-31')
eq(os.date('!%F', 1e9), '2001-09-09')
local far = os.date('!*t', 10000000000000)
list('318857 5 20 17 46 40', far.year, far.month, far.day, far.hour, far.min, far.sec)

-- Arguments: an integral number; the time now when it is left out.
eq(os.date('!%Y', 0.0), '1970')
eq(os.date('!%Y', '0'), '1970')
check(tonumber(os.date '!%Y') >= 2024)
eq(type(os.date()), 'string')
check(os.date():match '^%a%a%a %a%a%a [ %d]%d %d%d:%d%d:%d%d %d%d%d%d$' ~= nil)
check(os.date '*t'.year >= 2024)
fails('number has no integer representation', os.date, '%Y', 1.5)
fails('number expected, got string', os.date, '%Y', 'x')
fails('string expected', os.date, {})

-- Specifiers that are refused.
for _, bad in ipairs { '%', '%E', '%O', '%Ea', '%Od%', '%Oc', '%ED', '%OF', '%Q', '%i', '%k', '%l', '%L', '%N', '%P',
  '%s', '%v', '%+', '%-d', '%5Y', '%_d', '%0', '% ', '%\0', '%é' } do
  fails('invalid conversion specifier', os.date, bad, 0)
  fails('invalid conversion specifier', os.date, '!text ' .. bad, 0)
end
fails("invalid conversion specifier '%Ez'", os.date, '%Ez', 0)
fails("invalid conversion specifier '%Q'", os.date, 'ok %Y %Q', 0)

-- Times that cannot be represented.
fails('cannot be represented', os.date, '%Y', math.maxinteger)
fails('cannot be represented', os.date, '!*t', math.mininteger)

print('ok os-date ' .. checks)
