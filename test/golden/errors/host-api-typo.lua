local id = "greeting"
State.svae(id, "hello")
