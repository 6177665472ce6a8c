local proxy = setmetatable({}, {
  __index = function(t, key)
    return "default " .. t[key]
  end,
})

print(proxy.color)
