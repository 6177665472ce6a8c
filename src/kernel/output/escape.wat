;; Bytes of UTF-8 as JSON writes them inside a string, eight at a time. Assembled by scripts/build-escape.mjs, used by escape.ts.
;;
;; Memory: at 0, for each byte below 96, the letter that stands for it behind a backslash, or 0; at 96 the digits; from 128 on it
;; belongs to the caller.
(module
  (memory (export "memory") 1)

  ;; Escapes the bytes from $from up to $end into what begins at $to, and answers where that ends. Up to eight bytes behind either end are
  ;; read or written as well.
  (func (export "escape") (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $bytes i64) (local $odd i64) (local $plain i32) (local $byte i32) (local $letter i32)
    (loop $more
      (if (i32.ge_u (local.get $from) (local.get $end)) (then (return (local.get $to))))
      (local.set $bytes (i64.load align=1 (local.get $from)))
      ;; The high bit of each byte that is below 32, a quote or a backslash; above the lowest such byte there may be others.
      (local.set $odd (i64.and
        (i64.and
          (i64.or
            (i64.or
              (i64.sub (local.get $bytes) (i64.const 0x2020202020202020))
              (i64.sub (i64.xor (local.get $bytes) (i64.const 0x2222222222222222)) (i64.const 0x0101010101010101)))
            (i64.sub (i64.xor (local.get $bytes) (i64.const 0x5c5c5c5c5c5c5c5c)) (i64.const 0x0101010101010101)))
          (i64.xor (local.get $bytes) (i64.const -1)))
        (i64.const 0x8080808080808080)))
      (i64.store align=1 (local.get $to) (local.get $bytes))
      ;; So many bytes stay as they are: eight where there is none.
      (local.set $plain (i32.shr_u (i32.wrap_i64 (i64.ctz (local.get $odd))) (i32.const 3)))
      (if (i32.ge_u (local.get $plain) (i32.sub (local.get $end) (local.get $from)))
        (then (return (i32.add (local.get $to) (i32.sub (local.get $end) (local.get $from))))))
      (local.set $from (i32.add (local.get $from) (local.get $plain)))
      (local.set $to (i32.add (local.get $to) (local.get $plain)))
      (br_if $more (i64.eqz (local.get $odd)))
      (local.set $byte (i32.load8_u (local.get $from)))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (local.set $letter (i32.load8_u (local.get $byte)))
      (if (local.get $letter)
        (then
          (i32.store16 align=1 (local.get $to) (i32.or (i32.const 0x5c) (i32.shl (local.get $letter) (i32.const 8))))
          (local.set $to (i32.add (local.get $to) (i32.const 2))))
        (else
          ;; \u00 and two digits
          (i32.store align=1 (local.get $to) (i32.const 0x3030755c))
          (i32.store8 offset=4 (local.get $to) (i32.load8_u offset=96 (i32.shr_u (local.get $byte) (i32.const 4))))
          (i32.store8 offset=5 (local.get $to) (i32.load8_u offset=96 (i32.and (local.get $byte) (i32.const 15))))
          (local.set $to (i32.add (local.get $to) (i32.const 6)))))
      (br $more))
    (unreachable))

  (data (i32.const 8) "btn\00fr")
  (data (i32.const 34) "\22")
  (data (i32.const 92) "\5c")
  (data (i32.const 96) "0123456789abcdef"))
