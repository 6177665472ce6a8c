local file, reason = io.open("/etc/llmspell-test", "w")
if not file then
  error("cannot write the report: " .. reason)
end
