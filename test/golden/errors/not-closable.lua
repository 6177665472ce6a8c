local function open_session()
  return { id = 1 }
end

local session <close> = open_session()
print(session.id)
