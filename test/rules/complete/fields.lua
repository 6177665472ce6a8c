local t = { alpha = 1, beta = function(x) end }
t.gamma = "text"
function t.delta(a, b) end
function t:epsilon() end
t.|
--= alpha:field beta:function delta:function epsilon:method gamma:field
----
local t = { a = function() end, b = 1 }
t:|
--= a:method
----
local t = { inner = { deep = { leaf = 1 } } }
print(t.inner.deep.l|)
--= leaf:field
----
local t = { inner = { leaf = 1 } }
print(t["inner"].l|)
--= leaf:field
----
string.re|
--= rep:function reverse:function
----
("x"):re|
--= rep:method reverse:method
----
local s = "text"
s:rev|
--= reverse:method
----
local s = "a" .. b
s:rev|
--= reverse:method
----
-- the library has no methods
string:re|
--=
----
local text = string
text.rev|
--= reverse:function
----
local agent = Agent.builder():name("x"):build()
agent:exe|
--= execute:method execute_with_context:method
----
Agent.builder()
  :name("x")
  :mod|
--= model:method
----
local file = io.open("x")
file:se|
--= seek:method setvbuf:method
----
State.l|
--= list_backups:function list_keys:function list_scopes:function load:function
----
-- a class
local Account = {}
Account.__index = Account
function Account.new() end
function Account:deposit(amount)
  self.balance = 1
  self.bal|
--= balance:field
----
local Account = {}
function Account:deposit(amount)
  self:dep|
--= deposit:method
----
local Class = {}
function Class:run() end
local object = setmetatable({ name = 1 }, Class)
object:r|
--= run:method
----
-- definitions in a circle end
local a = b
b = a
a.x|
--=
----
x = x .. "a"
x = x .. "b"
x:rev|
--= reverse:method
----
-- the result of a function is not known
local t = f{ a = 1 }
t.|
--=
----
local t = t or { a = 1 }
t.|
--= a:field
----
local a, b = { x = 1 }, { y = 2 }
b.|
--= y:field
----
