for line in io.lines("nope") do print(line) end
