Comm.register_target("my.widget", { on_msg = print })
