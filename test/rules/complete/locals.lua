local alpha, beta = 1, 2
do local hidden = 3 end
local function almost(x, y) end
print(al|)
--= almost:function alpha:local
----
-- nearest first, then what functions around it declare
local value = 1
local function outer(val_a)
  local val_b = 2
  print(val|)
--= val_b:local val_a:parameter value:upvalue
----
-- a name is visible only after its statement
local value = 1
local value2 = val|
--= value:local
----
local function recursive()
  recur|
--= recursive:function
----
for index, item in ipairs(list) do
  print(i|)
--= item:local index:local io:global ipairs:function Inspect:global
----
for index = 1, 10 do end
print(inde|)
--=
----
repeat
  local done = check()
until don|
--= done:local
----
-- broken text before the cursor
foo(
local total = 1
tot|
--= total:local
----
-- text behind the cursor
local first = 1
fir|
local other = 2
--= first:local
----
-- a method has a self
local Account = {}
function Account:deposit(amount)
  sel|
--= self:parameter select:function
----
-- the case as written goes first, then any case
local Data, data = 1, 2
print(da|)
--= data:local Data:local
----
-- letters in this order only where nothing begins so
local my_long_name = 1
print(mln|)
--= my_long_name:local
----
local name = 1
local s = "日本語" .. na|
--= name:local
----
local a, |
--=
----
function f(a, |
--=
----
local x <|
--= const:keyword close:keyword
----
goto al|
::already::
--= already:label
----
-- comm|ents
--=
----
--[[ long
comm|ents ]]
--=
----
x = 12|
--=
----
