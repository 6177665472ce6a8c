;; What the build adds to the interpreter's module. Everything here runs on the engine thread, inside WebAssembly, so that
;; the common cases (allocation, pcall, resume, print, a line hook without a breakpoint) never cross into JavaScript.
;; scripts/build-vm.mjs splices this text into the module; addresses below 1 KiB are described in src/base/shared-memory.ts.
;; `$f...` names are functions of the pinned interpreter: $f282 luaD_throw, $f273 luaG_runerror, $f288 luaD_hook.

(tag $lua_throw)

;; --- Protected calls: set-jump emulation as WebAssembly exceptions ------------------------------------------------------

;; luaD_rawrunprotected(L, f, ud). The record on the shadow stack is a lua_longjmp: previous +0, status +160.
(func $f283 (param $L i32) (param $f i32) (param $ud i32) (result i32)
  (local $sp i32) (local $jump i32) (local $ccalls i32)
  (local.set $sp (global.get $g0))
  (local.set $jump (i32.sub (local.get $sp) (i32.const 176)))
  (global.set $g0 (local.get $jump))
  (local.set $ccalls (i32.load offset=96 (local.get $L)))
  (i32.store offset=160 (local.get $jump) (i32.const 0))
  (i32.store (local.get $jump) (i32.load offset=48 (local.get $L)))
  (i32.store offset=48 (local.get $L) (local.get $jump))
  try $protected
    local.get $L
    local.get $ud
    local.get $f
    call_indirect $__indirect_function_table (type $t4)
  catch $lua_throw
    ;; Thrown for an outer record: pass it on.
    (i32.eqz (i32.load offset=160 (local.get $jump)))
    if
      rethrow $protected
    end
  end
  (global.set $g0 (local.get $sp))
  (i32.store offset=48 (local.get $L) (i32.load (local.get $jump)))
  (i32.store offset=96 (local.get $L) (local.get $ccalls))
  (i32.load offset=160 (local.get $jump)))

;; emscripten_longjmp(env, value): luaD_throw has stored the status already.
(func $f669 (param i32) (param i32)
  throw $lua_throw)

;; --- Memory -------------------------------------------------------------------------------------------------------------

;; emscripten_resize_heap(bytes): grows by an eighth at least, and tells JavaScript, whose views end at the old size.
(func $spell_grow (param $need i32) (result i32)
  (local $pages i32) (local $want i32)
  (local.set $pages
    (i32.sub
      (i32.add (i32.shr_u (i32.sub (local.get $need) (i32.const 1)) (i32.const 16)) (i32.const 1))
      (memory.size)))
  (if (i32.le_s (local.get $pages) (i32.const 0)) (then (return (i32.const 1))))
  (local.set $want (i32.add (local.get $pages) (i32.shr_u (memory.size) (i32.const 3))))
  (if (i32.eq (memory.grow (local.get $want)) (i32.const -1))
    (then
      (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1)) (then (return (i32.const 0))))))
  (call $spell.grown)
  (i32.const 1))

;; lua_Alloc. Counts what the VM holds (word 28) and refuses beyond the limit (word 32).
(func $spell_alloc (param $ud i32) (param $ptr i32) (param $osize i32) (param $nsize i32) (result i32)
  (local $used i64) (local $new i32)
  (if (i32.eqz (local.get $ptr)) (then (local.set $osize (i32.const 0))))
  (if (i32.eqz (local.get $nsize))
    (then
      (if (local.get $ptr)
        (then
          (if (i32.load (i32.const 48)) (then (call $spell_forget_proto (local.get $ptr))))
          (i32.store (i32.const 28) (i32.sub (i32.load (i32.const 28)) (local.get $osize)))
          (call $free (local.get $ptr))))
      (return (i32.const 0))))
  (local.set $used
    (i64.sub
      (i64.add (i64.load32_u (i32.const 28)) (i64.extend_i32_u (local.get $nsize)))
      (i64.extend_i32_u (local.get $osize))))
  (if (i32.and
        (i32.gt_u (local.get $nsize) (local.get $osize))
        (i64.gt_u (local.get $used) (i64.load32_u (i32.const 32))))
    (then
      (i32.store (i32.const 124) (i32.const 1))
      (return (i32.const 0))))
  (local.set $new (call $realloc (local.get $ptr) (local.get $nsize)))
  (i32.store (i32.const 124) (i32.eqz (local.get $new)))
  (if (i32.eqz (local.get $new)) (then (return (i32.const 0))))
  (i32.store (i32.const 28) (i32.wrap_i64 (local.get $used)))
  (if (i64.gt_u (local.get $used) (i64.load32_u (i32.const 36)))
    (then (i32.store (i32.const 36) (i32.wrap_i64 (local.get $used)))))
  (local.get $new))

;; luaG_errormsg(L): the error value is on the top of the stack, nothing has been unwound and no message handler has run. Word 136
;; asks for a call-out, which may end the run.
(func $spell_raised (param $L i32)
  (if (i32.load (i32.const 136))
    (then (if (call $spell.raised (local.get $L)) (then (call $spell_interrupt (local.get $L)))))))

;; Called by luaD_throw with every status: the second memory error of a run arms the trap. One that is raised again, by error() or
;; coroutine.wrap, has no refusal (word 124) behind it and is not a second one.
(func $spell_thrown (param $status i32)
  (if (i32.or (i32.ne (local.get $status) (i32.const 4)) (i32.eqz (i32.load (i32.const 124)))) (then (return)))
  (i32.store (i32.const 124) (i32.const 0))
  (i32.store (i32.const 40) (i32.add (i32.load (i32.const 40)) (i32.const 1)))
  (if (i32.ge_u (i32.load (i32.const 40)) (i32.const 2))
    (then (drop (i32.atomic.rmw.or (i32.const 16) (i32.const 4))))))

;; --- Trap: interruption, deadline, checkpoint ---------------------------------------------------------------------------

;; Called first in luaG_traceexec, with the instruction that comes next, while the flag word (16) is not zero: its low byte asks for the
;; trap, the bit above it for instructions that are watched.
(func $spell_traced (param $L i32) (param $pc i32)
  (if (i32.load8_u (i32.const 16)) (then (call $spell_trap (local.get $L) (local.get $pc))))
  (if (i32.and (i32.load (i32.const 16)) (i32.const 256)) (then (call $spell_watch (local.get $L) (local.get $pc)))))

(func $spell_trap (param $L i32) (param $pc i32)
  (local $ci i32) (local $action i32)
  (if (i32.load (i32.const 104)) (then (return)))
  (local.set $ci (i32.load offset=20 (local.get $L)))
  ;; A checkpoint alone waits for a point where every state up to the run's own can yield.
  (if (i32.eq (i32.load8_u (i32.const 16)) (i32.const 8))
    (then
      (if (i32.eqz (call $spell_can_yield (local.get $L))) (then (return)))
      ;; The instruction at which the last one yielded runs first (word 108), so that every resumption gets on.
      (if (i32.eq (local.get $pc) (i32.load (i32.const 108)))
        (then (i32.store (i32.const 108) (i32.const 0)) (return)))))
  (call $spell_show_frame (local.get $L) (local.get $ci) (local.get $pc))
  ;; An interruption that was lost on its way is thrown again.
  (if (i32.and (i32.load (i32.const 16)) (i32.const 16))
    (then
      (drop (i32.atomic.rmw.and (i32.const 16) (i32.const -17)))
      (call $spell_interrupt (local.get $L))))
  (local.set $action (call $spell.trap (local.get $L)))
  (if (i32.eq (local.get $action) (i32.const 1)) (then (call $spell_interrupt (local.get $L))))
  ;; Asked again: the flag word may have changed between the look above and the answer.
  (if (i32.eqz (i32.eq (local.get $action) (i32.const 2))) (then (return)))
  (if (call $spell_can_yield (local.get $L))
    (then
      ;; As a yield from a hook: the same instruction runs again when the state is resumed.
      (i32.store offset=16 (local.get $ci) (local.get $pc))
      (i32.store offset=28 (local.get $ci) (i32.const 0))
      (i32.store8 offset=6 (local.get $L) (i32.const 1))
      (i32.store (i32.const 20) (i32.const 1))
      (i32.store (i32.const 108) (local.get $pc))
      (call $f282 (local.get $L) (i32.const 1))
      unreachable)))

;; Makes a frame look as it does for a hook.
(func $spell_show_frame (param $L i32) (param $ci i32) (param $pc i32)
  (local $op i32)
  (i32.store offset=16 (local.get $ci) (i32.add (local.get $pc) (i32.const 4)))
  ;; The frame's registers are protected unless the instruction before left an open list on the stack (its isIT rule).
  (local.set $op (i32.load (local.get $pc)))
  (if (i32.eqz
        (i32.and
          (i32.eqz (i32.and (local.get $op) (i32.const 0xff0000)))
          (i32.ne
            (i32.and
              (i32.load8_u (i32.add (i32.const 10992) (i32.and (local.get $op) (i32.const 127))))
              (i32.const 32))
            (i32.const 0))))
    (then (i32.store offset=12 (local.get $L) (i32.load offset=4 (local.get $ci))))))

;; Calls the hook with the event 5 where the instruction is watched. Word 156 is a list of ranges of instructions: next one, address of
;; the first instruction, how many there are, then one bit for each.
(func $spell_watch (param $L i32) (param $pc i32)
  (local $range i32) (local $ci i32)
  (local.set $range (i32.load (i32.const 156)))
  (block $found
    (loop $next
      (if (i32.eqz (local.get $range)) (then (return)))
      (br_if $found (call $spell_has_bit (i32.add (local.get $range) (i32.const 4)) (local.get $pc)))
      (local.set $range (i32.load (local.get $range)))
      (br $next)))
  (local.set $ci (i32.load offset=20 (local.get $L)))
  (call $spell_show_frame (local.get $L) (local.get $ci) (local.get $pc))
  (call $f288 (local.get $L) (i32.const 5) (i32.const -1) (i32.const 0) (i32.const 0))
  ;; It has yielded, as luaG_traceexec has it: the state goes on at the instruction before the saved one, for which no hook is called again.
  (if (i32.eq (i32.load8_u offset=6 (local.get $L)) (i32.const 1))
    (then
      (i32.store offset=16 (local.get $ci) (i32.sub (i32.load offset=16 (local.get $ci)) (i32.const 4)))
      (i32.store16 offset=34 (local.get $ci) (i32.or (i32.load16_u offset=34 (local.get $ci)) (i32.const 64)))
      (call $f282 (local.get $L) (i32.const 1))
      unreachable)))

;; Whether the running state and all that resumed it (chain at word 24, up to the run's own) can yield.
(func $spell_can_yield (param $L i32) (result i32)
  (local $record i32)
  (local.set $record (i32.load (i32.const 24)))
  (loop $next
    (if (i32.ge_u (i32.load offset=96 (local.get $L)) (i32.const 65536)) (then (return (i32.const 0))))
    (if (i32.eqz (local.get $record))
      (then (return (i32.eq (local.get $L) (i32.load (i32.const 44))))))
    (local.set $L (i32.load (local.get $record)))
    (local.set $record (i32.load offset=8 (local.get $record)))
    (br $next))
  (i32.const 0))

;; Throws the interruption. It must arrive even where a <close> handler puts an error of its own in its place: word 128 counts
;; how many were thrown, and every function that it is to leave gets a mark (a bit of callstatus that Lua does not use, and that
;; goes with the activation). Nothing is marked where the offsets are not trusted (word 104).
(func $spell_interrupt (param $L i32)
  (local $record i32)
  (i32.store (i32.const 128) (i32.add (i32.load (i32.const 128)) (i32.const 1)))
  (if (i32.eqz (i32.load (i32.const 104)))
    (then
      (call $spell_mark (local.get $L))
      (local.set $record (i32.load (i32.const 24)))
      (block $done
        (loop $next
          (br_if $done (i32.eqz (local.get $record)))
          (call $spell_mark (i32.load (local.get $record)))
          (call $spell_mark (i32.load offset=4 (local.get $record)))
          (local.set $record (i32.load offset=8 (local.get $record)))
          (br $next)))))
  (call $spell_throw_interruption (local.get $L)))

;; Marks the activations of a state, except its base.
(func $spell_mark (param $L i32)
  (local $ci i32)
  (local.set $ci (i32.load offset=20 (local.get $L)))
  (block $done
    (loop $next
      (br_if $done (i32.eqz (i32.load offset=8 (local.get $ci))))
      (i32.store16 offset=34 (local.get $ci)
        (i32.or (i32.load16_u offset=34 (local.get $ci)) (i32.const 0x4000)))
      (local.set $ci (i32.load offset=8 (local.get $ci)))
      (br $next))))

(func $spell_throw_interruption (param $L i32)
  (call $spell_push_interruption (local.get $L))
  (call $f282 (local.get $L) (i32.const 2))
  unreachable)

;; Pushes the interruption: a userdata whose address is at word 52, kept alive by the registry.
(func $spell_push_interruption (param $L i32)
  (local $top i32)
  (local.set $top (i32.load offset=12 (local.get $L)))
  (i32.store (local.get $top) (i32.load (i32.const 52)))
  (i32.store8 offset=8 (local.get $top) (i32.const 71))
  (i32.store offset=12 (local.get $L) (i32.add (local.get $top) (i32.const 16))))

(func $spell_is_interruption (param $L i32) (result i32)
  (local $top i32)
  (local.set $top (i32.sub (i32.load offset=12 (local.get $L)) (i32.const 16)))
  (i32.and
    (i32.eq (i32.load8_u offset=8 (local.get $top)) (i32.const 71))
    (i32.eq (i32.load (local.get $top)) (i32.load (i32.const 52)))))

;; Whether what was caught on the top of the stack is an interruption, or has replaced one that was to leave the running function.
(func $spell_has_interruption (param $L i32) (result i32)
  (i32.or
    (call $spell_is_interruption (local.get $L))
    (i32.and (i32.load16_u offset=34 (i32.load offset=20 (local.get $L))) (i32.const 0x4000))))

;; pcall and xpcall have caught something: an interruption goes on.
(func $spell_caught (param $L i32)
  (if (call $spell_has_interruption (local.get $L)) (then (call $spell_throw_interruption (local.get $L)))))

;; The error of a finalizer is about to become a warning. Nothing can be thrown from here: an interruption is thrown again at the
;; next instruction (bit 16 of the flag word), without a warning.
(func $spell_lost (param $L i32) (result i32)
  (if (i32.eqz (call $spell_has_interruption (local.get $L))) (then (return (i32.const 0))))
  (if (i32.eqz (i32.load (i32.const 104)))
    (then (drop (i32.atomic.rmw.or (i32.const 16) (i32.const 16)))))
  (i32.const 1))

;; lua_load as load() calls it: its reader is a function of the script.
(func $spell_load (param $L i32) (param $reader i32) (param $data i32) (param $name i32) (param $mode i32) (result i32)
  (local $thrown i32) (local $status i32)
  (local.set $thrown (i32.load (i32.const 128)))
  (local.set $status
    (call $spell_load_told (local.get $L) (local.get $reader) (local.get $data) (local.get $name) (local.get $mode)))
  (if (i32.and (i32.ne (local.get $status) (i32.const 0)) (i32.ne (i32.load (i32.const 128)) (local.get $thrown)))
    (then (call $spell_throw_interruption (local.get $L))))
  (local.get $status))

;; lua_load that calls out (word 132) when a chunk has loaded: with the function on the stack, and its text where the reader (slot 3,
;; luaL_loadbufferx's) has all of it.
(func $spell_load_told (param $L i32) (param $reader i32) (param $data i32) (param $name i32) (param $mode i32) (result i32)
  (local $status i32) (local $text i32) (local $size i32)
  (if (i32.eq (local.get $reader) (i32.const 3))
    (then
      (local.set $text (i32.load (local.get $data)))
      (local.set $size (i32.load offset=4 (local.get $data)))))
  (local.set $status
    (call $lua_load (local.get $L) (local.get $reader) (local.get $data) (local.get $name) (local.get $mode)))
  (if (i32.and (i32.eqz (local.get $status)) (i32.ne (i32.load (i32.const 132)) (i32.const 0)))
    (then (call $spell.loaded (local.get $L) (local.get $text) (local.get $size))))
  (local.get $status))

;; lua_closethread as coroutine.close and coroutine.wrap call it: it runs <close> handlers.
(func $spell_close (param $co i32) (param $L i32) (result i32)
  (local $thrown i32) (local $status i32)
  (local.set $thrown (i32.load (i32.const 128)))
  (local.set $status (call $lua_resetthread (local.get $co) (local.get $L)))
  (if (i32.and (i32.ne (local.get $status) (i32.const 0)) (i32.ne (i32.load (i32.const 128)) (local.get $thrown)))
    (then
      ;; Without its error a closed coroutine is a dead one.
      (call $lua_settop (local.get $co) (i32.const 0))
      (call $spell_throw_interruption (local.get $L))))
  (local.get $status))

;; --- Coroutines -----------------------------------------------------------------------------------------------------------

;; lua_resume as coroutine.resume and coroutine.wrap call it: keeps the chain of resumers, passes interruptions and
;; checkpoint yields on to the resumer.
(func $spell_resume (param $co i32) (param $L i32) (param $narg i32) (param $nres i32) (result i32)
  (local $record i32) (local $status i32) (local $thrown i32)
  (local.set $thrown (i32.load (i32.const 128)))
  (local.set $record (i32.sub (global.get $g0) (i32.const 16)))
  (global.set $g0 (local.get $record))
  (i32.store (local.get $record) (local.get $L))
  (i32.store offset=4 (local.get $record) (local.get $co))
  (i32.store offset=8 (local.get $record) (i32.load (i32.const 24)))
  (i32.store (i32.const 24) (local.get $record))
  ;; Hooks of other states than those that run are set when they run on: word 140 counts the changes, 144 is the mask.
  (if (i32.ne (i32.load offset=104 (local.get $co)) (i32.load (i32.const 140)))
    (then
      (call $lua_sethook (local.get $co) (i32.const 204) (i32.load (i32.const 144)) (i32.load (i32.const 140)))))
  (local.set $status (call $lua_resume (local.get $co) (local.get $L) (local.get $narg) (local.get $nres)))
  (i32.store (i32.const 24) (i32.load offset=8 (local.get $record)))
  (global.set $g0 (i32.add (local.get $record) (i32.const 16)))
  (if (i32.and (i32.eq (local.get $status) (i32.const 1)) (i32.load (i32.const 20)))
    (then (drop (call $lua_yieldk (local.get $L) (i32.const 0) (i32.const 0) (i32.const 199)))))
  (if (i32.ge_u (local.get $status) (i32.const 2))
    (then
      (if (i32.or
            (call $spell_is_interruption (local.get $co))
            (i32.ne (i32.load (i32.const 128)) (local.get $thrown)))
        (then
          (drop (call $lua_resetthread (local.get $co) (local.get $L)))
          (call $lua_settop (local.get $co) (i32.const 0))
          (call $spell_throw_interruption (local.get $L)))
        (else (call $spell.failed (local.get $L) (local.get $co))))))
  (local.get $status))

;; Continuation of coroutine.resume and wrap after a checkpoint yield: the arguments are gone, so calling the same C function
;; again resumes the coroutine where it stopped.
(func $spell_resume_again (param $L i32) (param $status i32) (param $ctx i32) (result i32)
  (local $func i32)
  (local.set $func (i32.load (i32.load offset=20 (local.get $L))))
  (call_indirect $__indirect_function_table (type $t0)
    (local.get $L)
    (if (result i32) (i32.eq (i32.and (i32.load8_u offset=8 (local.get $func)) (i32.const 63)) (i32.const 22))
      (then (i32.load (local.get $func)))
      (else (i32.load offset=12 (i32.load (local.get $func)))))))

;; The run's own state (word 44) is a coroutine only to us.
(func $spell_check_yield (param $L i32)
  (if (i32.eq (local.get $L) (i32.load (i32.const 44)))
    (then (call $f273 (local.get $L) (i32.const 5339) (i32.const 0)) unreachable)))

(func $spell_is_main (param $L i32) (result i32)
  (i32.or
    (i32.eq (local.get $L) (i32.load (i32.const 44)))
    (i32.eq (local.get $L) (i32.load offset=164 (i32.load offset=16 (local.get $L))))))

;; --- Host functions ---------------------------------------------------------------------------------------------------------

;; Every host function is this C function with its number as first upvalue. JavaScript answers with the number of
;; results, -1 for an error on the top of the stack, -2-n to yield n values, or -2000000-n to leave by a yield and to go on with the
;; host function n, which finds the stack as it was left.
(func $spell_host (param $L i32) (result i32)
  (call $spell_answer
    (local.get $L)
    (call $spell.host
      (local.get $L)
      (i32.wrap_i64 (call $lua_tointegerx (local.get $L) (i32.const -1001001) (i32.const 0))))))

;; Continuation (lua_KFunction) of host functions that have called Lua: the context is the number of the one that goes on.
(func $spell_continue (param $L i32) (param $status i32) (param $ctx i32) (result i32)
  (call $spell_answer (local.get $L) (call $spell.host (local.get $L) (local.get $ctx))))

(func $spell_answer (param $L i32) (param $answer i32) (result i32)
  (if (i32.ge_s (local.get $answer) (i32.const 0)) (then (return (local.get $answer))))
  (if (i32.eq (local.get $answer) (i32.const -1))
    (then (drop (call $lua_error (local.get $L))) unreachable))
  (if (i32.eq (local.get $answer) (i32.const -1000000)) (then (call $spell_interrupt (local.get $L))))
  (if (i32.le_s (local.get $answer) (i32.const -2000000))
    (then
      (return
        (call $lua_yieldk (local.get $L) (i32.const 0) (i32.sub (i32.const -2000000) (local.get $answer)) (i32.const 205)))))
  (call $lua_yieldk (local.get $L) (i32.sub (i32.const -2) (local.get $answer)) (i32.const 0) (i32.const 0)))

(func $spell_warn (param $ud i32) (param $message i32) (param $continues i32)
  (call $spell.warn (local.get $message) (local.get $continues)))

;; --- Output -----------------------------------------------------------------------------------------------------------------

;; Appends bytes to the ring that the control thread drains: words 64 head, 68 tail (running counts), 72 base, 76 size,
;; 80 consumer sleeps, 84 tag of the run (shifted by one; the low bit is the stream), 88 last tag written, 92 head of the
;; switch list, 96 its tail; the list itself (32 entries of position and tag) is at 640.
(func $spell_out (param $ptr i32) (param $len i32) (param $stream i32)
  (local $tag i32) (local $head i32) (local $free i32) (local $piece i32) (local $at i32) (local $size i32)
  (if (i32.eqz (local.get $len)) (then (return)))
  (local.set $size (i32.load (i32.const 76)))
  (local.set $tag (i32.or (i32.load (i32.const 84)) (local.get $stream)))
  (if (i32.ne (local.get $tag) (i32.load (i32.const 88)))
    (then
      (block $room
        (loop $full
          (br_if $room (i32.lt_u
            (i32.sub (i32.load (i32.const 92)) (i32.atomic.load (i32.const 96))) (i32.const 32)))
          (if (i32.eqz (call $spell_wait_for_room)) (then (return)))
          (br $full)))
      (local.set $at (i32.add (i32.const 640)
        (i32.shl (i32.and (i32.load (i32.const 92)) (i32.const 31)) (i32.const 3))))
      (i32.store (local.get $at) (i32.load (i32.const 64)))
      (i32.store offset=4 (local.get $at) (local.get $tag))
      (i32.atomic.store (i32.const 92) (i32.add (i32.load (i32.const 92)) (i32.const 1)))
      (i32.store (i32.const 88) (local.get $tag))))
  (loop $more
    (local.set $head (i32.load (i32.const 64)))
    (local.set $free
      (i32.sub (local.get $size) (i32.sub (local.get $head) (i32.atomic.load (i32.const 68)))))
    (if (i32.eqz (local.get $free))
      (then
        (if (i32.eqz (call $spell_wait_for_room)) (then (return)))
        (br $more)))
    (local.set $at (i32.and (local.get $head) (i32.sub (local.get $size) (i32.const 1))))
    (local.set $piece (local.get $len))
    (if (i32.gt_u (local.get $piece) (local.get $free)) (then (local.set $piece (local.get $free))))
    (if (i32.gt_u (local.get $piece) (i32.sub (local.get $size) (local.get $at)))
      (then (local.set $piece (i32.sub (local.get $size) (local.get $at)))))
    (memory.copy (i32.add (i32.load (i32.const 72)) (local.get $at)) (local.get $ptr) (local.get $piece))
    (i32.atomic.store (i32.const 64) (i32.add (local.get $head) (local.get $piece)))
    (local.set $ptr (i32.add (local.get $ptr) (local.get $piece)))
    (local.set $len (i32.sub (local.get $len) (local.get $piece)))
    (br_if $more (local.get $len))))

;; Before the script writes, while somebody wants to know where (word 160): the tag may be another afterwards.
(func $spell_writes (param $L i32)
  (if (i32.load (i32.const 160)) (then (call $spell.writes (local.get $L)))))

;; At the end of a print or write, so that a consumer that sleeps finds all of it.
(func $spell_out_done
  (if (i32.atomic.load (i32.const 80)) (then (call $spell_wake_consumer))))

(func $spell_wake_consumer
  (i32.atomic.store (i32.const 80) (i32.const 0))
  (drop (memory.atomic.notify (i32.const 64) (i32.const 1))))

;; Sleeps until the consumer has taken something (1) or the run is being ended (0).
(func $spell_wait_for_room (result i32)
  (local $tail i32)
  (if (i32.and (i32.atomic.load (i32.const 16)) (i32.const 7)) (then (return (i32.const 0))))
  (local.set $tail (i32.atomic.load (i32.const 68)))
  (if (i32.atomic.load (i32.const 80)) (then (call $spell_wake_consumer)))
  (if (i32.and
        (i32.eq (i32.sub (i32.load (i32.const 64)) (local.get $tail)) (i32.const 0))
        (i32.eq (i32.load (i32.const 92)) (i32.atomic.load (i32.const 96))))
    (then (return (i32.const 1))))
  (drop (memory.atomic.wait32 (i32.const 68) (local.get $tail) (i64.const 20000000)))
  (i32.const 1))

;; print: arguments joined by tabs; a float with an integral value has no `.0`; values without a __tostring or
;; __name show their type alone.
(func $spell_print (param $L i32) (result i32)
  (local $n i32) (local $i i32)
  (local.set $n (call $lua_gettop (local.get $L)))
  (local.set $i (i32.const 1))
  (call $spell_writes (local.get $L))
  (block $done
    (loop $next
      (br_if $done (i32.gt_s (local.get $i) (local.get $n)))
      (if (i32.gt_s (local.get $i) (i32.const 1)) (then (call $spell_out (i32.const 960) (i32.const 1) (i32.const 0))))
      (call $spell_print_one (local.get $L) (local.get $i))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))
  (call $spell_out (i32.const 961) (i32.const 1) (i32.const 0))
  (call $spell_out_done)
  (i32.const 0))

(func $spell_print_one (param $L i32) (param $i i32)
  (local $type i32) (local $ptr i32) (local $len i32) (local $lenat i32) (local $float i32)
  (local.set $lenat (i32.sub (global.get $g0) (i32.const 16)))
  (local.set $type (call $lua_type (local.get $L) (local.get $i)))
  (if (i32.or (i32.eq (local.get $type) (i32.const 4)) (i32.eq (local.get $type) (i32.const 3)))
    (then
      (local.set $float
        (i32.and
          (i32.eq (local.get $type) (i32.const 3))
          (i32.eqz (call $lua_isinteger (local.get $L) (local.get $i)))))
      (global.set $g0 (local.get $lenat))
      (local.set $ptr (call $lua_tolstring (local.get $L) (local.get $i) (local.get $lenat)))
      (global.set $g0 (i32.add (local.get $lenat) (i32.const 16)))
      (local.set $len (i32.load (local.get $lenat)))
      (if (i32.and (local.get $float) (i32.gt_u (local.get $len) (i32.const 2)))
        (then
          ;; ends in ".0": the two bytes read as one little-endian number
          (if (i32.eq
                (i32.load16_u align=1 (i32.sub (i32.add (local.get $ptr) (local.get $len)) (i32.const 2)))
                (i32.const 0x302e))
            (then (local.set $len (i32.sub (local.get $len) (i32.const 2)))))))
      (call $spell_out (local.get $ptr) (local.get $len) (i32.const 0))
      (return)))
  (if (i32.gt_s (local.get $type) (i32.const 4))
    (then
      (if (i32.eqz (call $luaL_getmetafield (local.get $L) (local.get $i) (i32.const 964)))
        (then
          (if (i32.eqz (call $luaL_getmetafield (local.get $L) (local.get $i) (i32.const 976)))
            (then
              (local.set $ptr (call $lua_typename (local.get $L) (local.get $type)))
              (call $spell_out (local.get $ptr) (call $spell_strlen (local.get $ptr)) (i32.const 0))
              (return)))))
      (call $lua_settop (local.get $L) (i32.const -2))))
  (global.set $g0 (local.get $lenat))
  (local.set $ptr (call $luaL_tolstring (local.get $L) (local.get $i) (local.get $lenat)))
  (global.set $g0 (i32.add (local.get $lenat) (i32.const 16)))
  ;; A __tostring may have written from elsewhere.
  (call $spell_writes (local.get $L))
  (call $spell_out (local.get $ptr) (i32.load (local.get $lenat)) (i32.const 0))
  (call $lua_settop (local.get $L) (i32.const -2)))

(func $spell_strlen (param $ptr i32) (result i32)
  (local $end i32)
  (local.set $end (local.get $ptr))
  (block $done
    (loop $next
      (br_if $done (i32.eqz (i32.load8_u (local.get $end))))
      (local.set $end (i32.add (local.get $end) (i32.const 1)))
      (br $next)))
  (i32.sub (local.get $end) (local.get $ptr)))

;; io.write and the write method of the standard files. Upvalues: 1 stream, 2 what it returns, 3 first argument. io.write
;; (first argument 1) skips what is neither string nor number, the method refuses it. A stream above 1 is the number of the
;; host function to call instead: that is how io.output sends io.write to a file.
(func $spell_write (param $L i32) (result i32)
  (local $n i32) (local $i i32) (local $stream i32) (local $ptr i32) (local $lenat i32) (local $type i32)
  (local.set $n (call $lua_gettop (local.get $L)))
  (local.set $stream (i32.wrap_i64 (call $lua_tointegerx (local.get $L) (i32.const -1001001) (i32.const 0))))
  (if (i32.gt_u (local.get $stream) (i32.const 1)) (then (return (call $spell_host (local.get $L)))))
  (call $spell_writes (local.get $L))
  (local.set $i (i32.wrap_i64 (call $lua_tointegerx (local.get $L) (i32.const -1001003) (i32.const 0))))
  ;; The method called with a dot would take the text for the file.
  (if (i32.and
        (i32.eq (local.get $i) (i32.const 2))
        (i32.ne (call $lua_type (local.get $L) (i32.const 1)) (i32.const 7)))
    (then (drop (call $luaL_typeerror (local.get $L) (i32.const 1) (i32.const 992)))))
  (local.set $lenat (i32.sub (global.get $g0) (i32.const 16)))
  (global.set $g0 (local.get $lenat))
  (block $done
    (loop $next
      (br_if $done (i32.gt_s (local.get $i) (local.get $n)))
      (local.set $type (call $lua_type (local.get $L) (local.get $i)))
      (if (i32.or (i32.eq (local.get $type) (i32.const 4)) (i32.eq (local.get $type) (i32.const 3)))
        (then
          (local.set $ptr (call $lua_tolstring (local.get $L) (local.get $i) (local.get $lenat)))
          (call $spell_out (local.get $ptr) (i32.load (local.get $lenat)) (local.get $stream)))
        (else
          (if (i64.ne (call $lua_tointegerx (local.get $L) (i32.const -1001003) (i32.const 0)) (i64.const 1))
            (then (drop (call $luaL_checklstring (local.get $L) (local.get $i) (i32.const 0)))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))
  (global.set $g0 (i32.add (local.get $lenat) (i32.const 16)))
  (call $spell_out_done)
  (call $lua_pushvalue (local.get $L) (i32.const -1001002))
  (i32.const 1))

;; --- Calendar -------------------------------------------------------------------------------------------------------------

;; Whether the year of a time (seconds since the epoch) fits the 32 bits of tm_year.
(func $spell_has_year (param $seconds i64) (result i32)
  (i32.and
    (i64.ge_s (local.get $seconds) (i64.const -67768040609740800))
    (i64.le_s (local.get $seconds) (i64.const 67768036191676799))))

;; --- Line hook --------------------------------------------------------------------------------------------------------------

;; Word 56: table of functions (pairs of Proto and record), 60: its size minus one, 48: how many it holds, 100: every
;; line calls out. While word 148 is not 0, every line of an activation with a mark (bit 15 of callstatus, as bit 14 for
;; interruptions) calls out; the return of the activation at word 152 does (-1: of every one). A record is: address of the first instruction of a line with
;; a breakpoint, how many instructions there are from it to the last one, then one bit for each; 1 instead of an address means that the
;; function has no breakpoint.

;; luaG_traceexec as the interpreter loop calls it, with the instruction that comes next. Most of the time nobody wants to see it: then
;; neither luaG_traceexec nor the hook is called. 0 lets the activation run on without a trap until it is called again, 1 keeps the trap.
(func $spell_step (param $L i32) (param $pc i32) (result i32)
  (local $ci i32) (local $status i32) (local $proto i32) (local $record i32)
  (block $look
    ;; What follows is for lines with breakpoints alone: no flag, no count hook, no step that ends at any line.
    (br_if $look (i32.load (i32.const 16)))
    (br_if $look (i32.ne (i32.and (i32.load offset=112 (local.get $L)) (i32.const 12)) (i32.const 4)))
    (br_if $look (i32.load (i32.const 100)))
    (local.set $ci (i32.load offset=20 (local.get $L)))
    (local.set $status (i32.load16_u offset=34 (local.get $ci)))
    ;; A hook has yielded here (CIST_HOOKYIELD).
    (br_if $look (i32.and (local.get $status) (i32.const 64)))
    (br_if $look
      (i32.and (i32.ne (i32.load (i32.const 148)) (i32.const 0)) (i32.shr_u (local.get $status) (i32.const 15))))
    (local.set $proto (i32.load offset=12 (i32.load (i32.load (local.get $ci)))))
    (local.set $record (call $spell_find_proto (local.get $proto)))
    (br_if $look (i32.eqz (local.get $record)))
    (if (i32.eq (local.get $record) (i32.const 1))
      (then
        (i32.store offset=20 (local.get $ci) (i32.const 0))
        (return (i32.const 0))))
    (br_if $look (call $spell_has_bit (local.get $record) (local.get $pc)))
    ;; As luaG_traceexec does, which compares it with the next instruction that it sees.
    (i32.store offset=100 (local.get $L)
      (i32.shr_u (i32.sub (local.get $pc) (i32.load offset=52 (local.get $proto))) (i32.const 2)))
    (return (i32.const 1)))
  (call $f280 (local.get $L) (local.get $pc)))

;; Whether the bit of an instruction is set in a list of bits: address of the first instruction, how many, the bits.
(func $spell_has_bit (param $list i32) (param $pc i32) (result i32)
  (local $index i32)
  (local.set $index (i32.shr_u (i32.sub (local.get $pc) (i32.load (local.get $list))) (i32.const 2)))
  (if (i32.ge_u (local.get $index) (i32.load offset=4 (local.get $list))) (then (return (i32.const 0))))
  (i32.and
    (i32.shr_u
      (i32.load8_u offset=8 (i32.add (local.get $list) (i32.shr_u (local.get $index) (i32.const 3))))
      (i32.and (local.get $index) (i32.const 7)))
    (i32.const 1)))

(func $spell_hook (param $L i32) (param $ar i32)
  (local $ci i32) (local $proto i32) (local $record i32)
  (local.set $ci (i32.load offset=104 (local.get $ar)))
  (if (i32.eq (i32.load (local.get $ar)) (i32.const 1))
    (then
      (if (i32.or
            (i32.eq (local.get $ci) (i32.load (i32.const 152)))
            (i32.eq (i32.load (i32.const 152)) (i32.const -1)))
        (then (call $spell_call_hook (local.get $L) (local.get $ar))))
      (return)))
  (if (i32.or
        (i32.or (i32.ne (i32.load (local.get $ar)) (i32.const 2)) (i32.load (i32.const 100)))
        (i32.and
          (i32.ne (i32.load (i32.const 148)) (i32.const 0))
          (i32.shr_u (i32.load16_u offset=34 (local.get $ci)) (i32.const 15))))
    (then (call $spell_call_hook (local.get $L) (local.get $ar)) (return)))
  (local.set $proto (i32.load offset=12 (i32.load (i32.load (local.get $ci)))))
  (local.set $record (call $spell_find_proto (local.get $proto)))
  (if (i32.eqz (local.get $record))
    (then (local.set $record (call $spell.classify (local.get $L) (local.get $ar) (local.get $proto)))))
  (if (i32.eq (local.get $record) (i32.const 1))
    (then
      ;; No breakpoint in this function: it runs on without a trap until it is called again.
      (i32.store offset=20 (local.get $ci) (i32.const 0))
      (return)))
  (if (call $spell_has_bit (local.get $record) (i32.sub (i32.load offset=16 (local.get $ci)) (i32.const 4)))
    (then (call $spell_call_hook (local.get $L) (local.get $ar)))))

(func $spell_call_hook (param $L i32) (param $ar i32)
  (if (call $spell.hook (local.get $L) (local.get $ar)) (then (call $spell_interrupt (local.get $L)))))

;; The record of a Proto, or 0 where it has not been classified. Open addressing; Protos are 8-aligned.
(func $spell_find_proto (param $proto i32) (result i32)
  (local $at i32)
  (local.set $at (call $spell_slot (local.get $proto)))
  (if (result i32) (i32.eq (i32.load (local.get $at)) (local.get $proto))
    (then (i32.load offset=4 (local.get $at)))
    (else (i32.const 0))))

;; Address of the slot that holds the Proto, or of the first empty one. Word 56 may be 0 before the first breakpoint.
(func $spell_slot (param $proto i32) (result i32)
  (local $index i32) (local $at i32) (local $held i32)
  (local.set $index
    (i32.mul (i32.shr_u (local.get $proto) (i32.const 3)) (i32.const 0x9e3779b1)))
  (loop $next
    (local.set $index (i32.and (local.get $index) (i32.load (i32.const 60))))
    (local.set $at (i32.add (i32.load (i32.const 56)) (i32.shl (local.get $index) (i32.const 3))))
    (local.set $held (i32.load (local.get $at)))
    (if (i32.or (i32.eq (local.get $held) (local.get $proto)) (i32.eqz (local.get $held)))
      (then (return (local.get $at))))
    (local.set $index (i32.add (local.get $index) (i32.const 1)))
    (br $next))
  (i32.const 0))

;; A block is being freed: if it is a classified Proto, its slot becomes a tombstone (Proto 1) and its record is freed.
(func $spell_forget_proto (param $ptr i32)
  (local $at i32) (local $record i32)
  (local.set $at (call $spell_slot (local.get $ptr)))
  (if (i32.ne (i32.load (local.get $at)) (local.get $ptr)) (then (return)))
  (local.set $record (i32.load offset=4 (local.get $at)))
  (i32.store (local.get $at) (i32.const 1))
  (i32.store offset=4 (local.get $at) (i32.const 0))
  (if (i32.gt_u (local.get $record) (i32.const 1)) (then (call $free (local.get $record)))))

;; --- Table slots and constants --------------------------------------------------------------------------------------------

(elem (i32.const 198)
  $spell_alloc $spell_resume_again $spell_host $spell_warn $spell_print $spell_write $spell_hook $spell_continue)

(data (i32.const 960) "\09\0a")
(data (i32.const 964) "__tostring\00")
(data (i32.const 976) "__name\00")
(data (i32.const 984) "t\00")
(data (i32.const 992) "FILE*\00")
