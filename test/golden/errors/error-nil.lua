local messages = { missing = "file is missing" }
error(messages.absent)
