local config = {
  database = { host = "localhost", port = 5432 },
  verbose = false,
}

local function address(cfg)
  return cfg.databse.host .. ":" .. cfg.databse.port
end

print(address(config))
