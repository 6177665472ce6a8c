-- documentation of the standard library
string.re|p
--= string.rep(s, n [, sep])
--=   s: string
--=   n: integer
--=   sep: string, optional
--= returns string
--=
--= n copies of s with `sep` in between.
----
-- the function whose arguments are being written, with the current one marked
print(string.rep("x", |
--= string.rep(s, n [, sep])
--=   s: string
--= > n: integer
--=   sep: string, optional
--= returns string
--=
--= n copies of s with `sep` in between.
----
-- a method of a string does not write its first argument
local s = "text"
s:rep(|)
--= string.rep(s, n [, sep])
--=   s: string
--= > n: integer
--=   sep: string, optional
--= returns string
--=
--= n copies of s with `sep` in between.
----
-- a further argument of a function that takes any number
print(1, 2, |
--= print(...)
--= > ...: any
--= returns nothing
--=
--= Writes its arguments, separated by tabs, and a line break; tables and functions as their type.
----
-- commas of inner calls, tables and functions do not count
string.rep(f(1, 2), {1, 2}, function(a, b) end|)
--= string.rep(s, n [, sep])
--=   s: string
--=   n: integer
--= > sep: string, optional
--= returns string
--=
--= n copies of s with `sep` in between.
----
-- keys of a table are no variables: the call around it is meant
local agent = Agent.builder():build()
agent:execute({ te|xt = "x" })
--= agent:execute(input)
--= > input: table
--= returns table
--=
--= Asks the model; `input` is {text, image?, media?, response_schema?, context?}. Answers with `text` and `metadata`, and remembers the conversation.
--=
--= Example:
--=   local answer = agent:execute({ text = "Say hello" })
--=   print(answer.text)
----
os.getenv|
--= os.getenv(varname)
--=   varname: string
--= returns string or nil; nil when the variable is not set or may not be read
--=
--= The value of an environment variable that `--allow-env` names.
----
math.p|i
--= math.pi: float
--=
--= The number pi.
----
-- Adds two numbers.
-- Nothing else.
local function add(a, b)
  return a + b
end
add|(1, 2)
--= local function add(a, b)
--=
--= Adds two numbers.
--= Nothing else.
--=
--= defined in line 3
----
--[[ Adds
two numbers. ]]
function M.add(a, b) end
M.add(1, |2)
--= function M.add(a, b)
--=   a
--= > b
--=
--= Adds
--= two numbers.
--=
--= defined in line 3
----
local Account = {}
function Account:deposit(amount, note) end
Account:deposit(1|)
--= function Account:deposit(amount, note)
--= > amount
--=   note
--=
--= defined in line 2
----
-- what is kept
local box = { size = 1, name = "x" }
print(bo|x)
--= local box: table
--=
--= what is kept
--=
--= fields: size, name
--=
--= line 2: local box = { size = 1, name = "x" }
----
function outer(width)
  return function() return wid|th end
end
--= upvalue width
--=
--= line 1: function outer(width)
----
-- an alias
local insert = table.insert
insert|
--= table.insert(list, [pos,] value)
--=   list: table
--=   pos: integer, optional
--=   value: any
--= returns nothing
--=
--= Appends a value, or inserts it at a position: `table.insert(list, value)` or `table.insert(list, pos, value)`.
----
-- behind the parenthesis it is still the call
os.clock()|
--= os.clock()
--= returns float
--=
--= Seconds that the engine has been up, waiting included.
----
unknown_thing|
--= nothing
----
-- inside a com|ment
--= nothing
----
while tr|ue do
--= nothing
----
-- the function around is not the one that is called
local function run(a)
  unknown|
--= nothing
----
foo(function() |
--= nothing
----
local s = "a ba|re string"
--= nothing
----
