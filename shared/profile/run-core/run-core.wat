;; What merging profiles of a thousand files costs most: reading runs of ascending numbers and registers, which are written as steps of
;; one byte or two, merging runs, raising registers, and writing all of it. The very answers of the TypeScript beside it
;; (byte-reader.ts, sorted-run.ts, few-registers.ts, runs-codec.ts, byte-writer.ts), which stays for what is short; test/profile/run-core.test.ts compares. Assembled into run-core-wasm.ts by
;; test/fixtures/make-wasm.ts.
;;
;; Memory, in bytes (run-core.ts has the same numbers):
;;        0  the sum that `sums` has come to, a double
;;        8  the place of the first byte that was not read
;;     1024  by the upper bits of eight bytes: where each step's one or two bytes lie, eight times two
;;     5120  by the same: how many steps there are, and in the upper byte how many bytes they have; 0 where the first has more than two
;;     8192  bytes to read, and 16 more that may be looked at
;;    20480  registers that were read
;;    90112  registers of a distinct count
;;   131072  doubles that were read
;;   270336  both sides of a merge; or doubles to be written, and at 401408 their bytes
;;   540672  runs of a sketch
(module
  (memory (export "memory") 96)
  (global $at (mut i32) (i32.const 0))

  ;; The count at $at, which moves behind it.
  (func $count (result i64)
    (local $byte i32) (local $shift i64) (local $value i64)
    (loop $next
      (local.set $byte (i32.load8_u (global.get $at)))
      (global.set $at (i32.add (global.get $at) (i32.const 1)))
      (local.set $value
        (i64.or
          (local.get $value)
          (i64.shl (i64.extend_i32_u (i32.and (local.get $byte) (i32.const 127))) (local.get $shift))))
      (local.set $shift (i64.add (local.get $shift) (i64.const 7)))
      (br_if $next (i32.gt_u (local.get $byte) (i32.const 127))))
    (local.get $value))

  ;; The steps whose bytes lie where the table says, eight of 14 bits.
  (func $steps (param $bytes v128) (param $mask i32) (result v128)
    (local $pairs v128)
    (local.set $pairs
      (i8x16.swizzle (local.get $bytes) (v128.load offset=1024 (i32.shl (local.get $mask) (i32.const 4)))))
    (v128.or
      (v128.and (local.get $pairs) (v128.const i16x8 127 127 127 127 127 127 127 127))
      (v128.and
        (i16x8.shr_u (local.get $pairs) (i32.const 1))
        (v128.const i16x8 16256 16256 16256 16256 16256 16256 16256 16256))))

  ;; Four integers and $base, divided by $power, as doubles at $into.
  (func $storeFour (param $into i32) (param $four v128) (param $base v128) (param $power v128) (param $isWhole i32)
    (local $first v128) (local $second v128)
    (local.set $first (f64x2.add (local.get $base) (f64x2.convert_low_i32x4_s (local.get $four))))
    (local.set $second
      (f64x2.add
        (local.get $base)
        (f64x2.convert_low_i32x4_s
          (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $four) (local.get $four)))))
    (if (i32.eqz (local.get $isWhole))
      (then
        (local.set $first (f64x2.div (local.get $first) (local.get $power)))
        (local.set $second (f64x2.div (local.get $second) (local.get $power)))))
    (v128.store (local.get $into) (local.get $first))
    (v128.store offset=16 (local.get $into) (local.get $second)))

  ;; The sum at 0 plus the counts up to each, divided by $power: $length doubles at $into, or as many as are whole before the last 16
  ;; bytes up to $end. How many. What lies behind them may be overwritten, seven doubles at most.
  (func (export "sums") (param $from i32) (param $end i32) (param $into i32) (param $length i32) (param $power f64) (result i32)
    (local $left i32) (local $mask i32) (local $entry i32) (local $isWhole i32) (local $sum f64)
    (local $steps v128) (local $low v128) (local $high v128) (local $base v128) (local $powers v128)
    (global.set $at (local.get $from))
    (local.set $left (local.get $length))
    (local.set $sum (f64.load (i32.const 0)))
    (local.set $powers (f64x2.splat (local.get $power)))
    (local.set $isWhole (f64.eq (local.get $power) (f64.const 1)))
    (local.set $end (i32.sub (local.get $end) (i32.const 16)))
    (block $done
      (loop $next
        (br_if $done (i32.gt_s (global.get $at) (local.get $end)))
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $steps (v128.load (global.get $at)))
        (local.set $mask (i32.and (i8x16.bitmask (local.get $steps)) (i32.const 255)))
        (local.set $entry (i32.load16_u offset=5120 (i32.shl (local.get $mask) (i32.const 1))))
        (if (i32.and (i32.ge_u (local.get $left) (i32.const 8)) (i32.ne (local.get $entry) (i32.const 0)))
          (then
            (local.set $steps (call $steps (local.get $steps) (local.get $mask)))
            ;; Each with the ones before it.
            (local.set $low (i32x4.extend_low_i16x8_u (local.get $steps)))
            (local.set $high (i32x4.extend_high_i16x8_u (local.get $steps)))
            (local.set $low
              (i32x4.add
                (local.get $low)
                (i8x16.shuffle 0 1 2 3 16 17 18 19 20 21 22 23 24 25 26 27 (v128.const i64x2 0 0) (local.get $low))))
            (local.set $low
              (i32x4.add
                (local.get $low)
                (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (v128.const i64x2 0 0) (local.get $low))))
            (local.set $high
              (i32x4.add
                (local.get $high)
                (i8x16.shuffle 0 1 2 3 16 17 18 19 20 21 22 23 24 25 26 27 (v128.const i64x2 0 0) (local.get $high))))
            (local.set $high
              (i32x4.add
                (local.get $high)
                (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (v128.const i64x2 0 0) (local.get $high))))
            (local.set $high
              (i32x4.add (local.get $high) (i32x4.splat (i32x4.extract_lane 3 (local.get $low)))))
            (local.set $base (f64x2.splat (local.get $sum)))
            (call $storeFour (local.get $into) (local.get $low) (local.get $base) (local.get $powers) (local.get $isWhole))
            (call $storeFour
              (i32.add (local.get $into) (i32.const 32))
              (local.get $high)
              (local.get $base)
              (local.get $powers)
              (local.get $isWhole))
            (local.set $sum
              (f64.add (local.get $sum) (f64.convert_i32_s (i32x4.extract_lane 3 (local.get $high)))))
            (global.set $at (i32.add (global.get $at) (i32.shr_u (local.get $entry) (i32.const 8))))
            (local.set $entry (i32.and (local.get $entry) (i32.const 255)))
            (local.set $into (i32.add (local.get $into) (i32.shl (local.get $entry) (i32.const 3))))
            (local.set $left (i32.sub (local.get $left) (local.get $entry))))
          (else
            (local.set $sum (f64.add (local.get $sum) (f64.convert_i64_u (call $count))))
            (f64.store (local.get $into) (f64.div (local.get $sum) (local.get $power)))
            (local.set $into (i32.add (local.get $into) (i32.const 8)))
            (local.set $left (i32.sub (local.get $left) (i32.const 1)))))
        (br $next)))
    (f64.store (i32.const 0) (local.get $sum))
    (i32.store (i32.const 8) (global.get $at))
    (i32.sub (local.get $length) (local.get $left)))

  ;; Registers with their ranks, `register * 64 + rank`, each from how far it lies beyond the register before it; $before is the one
  ;; before the first. $length words at $into, or as many as are whole before the last 16 bytes up to $end. How many. What lies behind
  ;; them may be overwritten, seven words at most. The table is asked twice for the same 16 bytes: where the next ones begin waits for a
  ;; load, for the upper bits of 16 bytes and for the table.
  (func (export "blockSteps") (param $from i32) (param $end i32) (param $into i32) (param $length i32) (param $before i32) (result i32)
    (local $left i32) (local $mask i32) (local $first i32) (local $second i32) (local $skipped i32) (local $gaps i32) (local $count i32)
    (local $bytes v128) (local $steps v128) (local $registers v128) (local $ranks v128)
    (global.set $at (local.get $from))
    (local.set $left (local.get $length))
    (local.set $end (i32.sub (local.get $end) (i32.const 16)))
    (block $done
      (loop $next
        (br_if $done (i32.gt_s (global.get $at) (local.get $end)))
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $bytes (v128.load (global.get $at)))
        (local.set $mask (i8x16.bitmask (local.get $bytes)))
        (local.set $first
          (i32.load16_u offset=5120 (i32.shl (i32.and (local.get $mask) (i32.const 255)) (i32.const 1))))
        (local.set $skipped (i32.shr_u (local.get $first) (i32.const 8)))
        (if (i32.and (i32.ge_u (local.get $left) (i32.const 16)) (i32.ne (local.get $first) (i32.const 0)))
          (then
            (local.set $steps
              (call $steps (local.get $bytes) (i32.and (local.get $mask) (i32.const 255))))
            (local.set $mask
              (i32.and (i32.shr_u (local.get $mask) (local.get $skipped)) (i32.const 255)))
            (local.set $second (i32.load16_u offset=5120 (i32.shl (local.get $mask) (i32.const 1))))
            (global.set $at
              (i32.add
                (i32.add (global.get $at) (local.get $skipped))
                (i32.shr_u (local.get $second) (i32.const 8))))
            (local.set $ranks (v128.and (local.get $steps) (v128.const i16x8 63 63 63 63 63 63 63 63)))
            (local.set $registers (i16x8.shr_u (local.get $steps) (i32.const 6)))
            (local.set $registers
              (i16x8.add
                (local.get $registers)
                (i8x16.shuffle 0 1 16 17 18 19 20 21 22 23 24 25 26 27 28 29
                  (v128.const i64x2 0 0) (local.get $registers))))
            (local.set $registers
              (i16x8.add
                (local.get $registers)
                (i8x16.shuffle 0 1 2 3 16 17 18 19 20 21 22 23 24 25 26 27
                  (v128.const i64x2 0 0) (local.get $registers))))
            (local.set $registers
              (i16x8.add
                (local.get $registers)
                (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
                  (v128.const i64x2 0 0) (local.get $registers))))
            (local.set $gaps (i16x8.extract_lane_u 7 (local.get $registers)))
            (local.set $registers
              (i16x8.add
                (i16x8.add (local.get $registers) (i16x8.splat (local.get $before)))
                (v128.const i16x8 1 2 3 4 5 6 7 8)))
            (v128.store
              (local.get $into)
              (v128.or
                (i32x4.shl (i32x4.extend_low_i16x8_u (local.get $registers)) (i32.const 6))
                (i32x4.extend_low_i16x8_u (local.get $ranks))))
            (v128.store offset=16
              (local.get $into)
              (v128.or
                (i32x4.shl (i32x4.extend_high_i16x8_u (local.get $registers)) (i32.const 6))
                (i32x4.extend_high_i16x8_u (local.get $ranks))))
            (local.set $count (i32.and (local.get $first) (i32.const 255)))
            (local.set $before (i32.add (i32.add (local.get $before) (local.get $gaps)) (local.get $count)))
            (local.set $into (i32.add (local.get $into) (i32.shl (local.get $count) (i32.const 2))))
            (local.set $left (i32.sub (local.get $left) (local.get $count)))
            (local.set $steps
              (call $steps
                (i8x16.swizzle
                  (local.get $bytes)
                  (i8x16.add
                    (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
                    (i8x16.splat (local.get $skipped))))
                (local.get $mask)))
            (local.set $ranks (v128.and (local.get $steps) (v128.const i16x8 63 63 63 63 63 63 63 63)))
            (local.set $registers (i16x8.shr_u (local.get $steps) (i32.const 6)))
            (local.set $registers
              (i16x8.add
                (local.get $registers)
                (i8x16.shuffle 0 1 16 17 18 19 20 21 22 23 24 25 26 27 28 29
                  (v128.const i64x2 0 0) (local.get $registers))))
            (local.set $registers
              (i16x8.add
                (local.get $registers)
                (i8x16.shuffle 0 1 2 3 16 17 18 19 20 21 22 23 24 25 26 27
                  (v128.const i64x2 0 0) (local.get $registers))))
            (local.set $registers
              (i16x8.add
                (local.get $registers)
                (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
                  (v128.const i64x2 0 0) (local.get $registers))))
            (local.set $gaps (i16x8.extract_lane_u 7 (local.get $registers)))
            (local.set $registers
              (i16x8.add
                (i16x8.add (local.get $registers) (i16x8.splat (local.get $before)))
                (v128.const i16x8 1 2 3 4 5 6 7 8)))
            (v128.store
              (local.get $into)
              (v128.or
                (i32x4.shl (i32x4.extend_low_i16x8_u (local.get $registers)) (i32.const 6))
                (i32x4.extend_low_i16x8_u (local.get $ranks))))
            (v128.store offset=16
              (local.get $into)
              (v128.or
                (i32x4.shl (i32x4.extend_high_i16x8_u (local.get $registers)) (i32.const 6))
                (i32x4.extend_high_i16x8_u (local.get $ranks))))
            (local.set $count (i32.and (local.get $second) (i32.const 255)))
            (local.set $before (i32.add (i32.add (local.get $before) (local.get $gaps)) (local.get $count)))
            (local.set $into (i32.add (local.get $into) (i32.shl (local.get $count) (i32.const 2))))
            (local.set $left (i32.sub (local.get $left) (local.get $count))))
          (else
            (local.set $count
              (i32.add
                (i32.shl (i32.add (local.get $before) (i32.const 1)) (i32.const 6))
                (i32.wrap_i64 (call $count))))
            (i32.store (local.get $into) (local.get $count))
            (local.set $before (i32.shr_u (local.get $count) (i32.const 6)))
            (local.set $into (i32.add (local.get $into) (i32.const 4)))
            (local.set $left (i32.sub (local.get $left) (i32.const 1)))))
        (br $next)))
    (i32.store (i32.const 8) (global.get $at))
    (i32.sub (local.get $length) (local.get $left)))

  ;; Raises the registers at $registers to the ranks of $length words at $at, `register * 64 + rank`.
  (func (export "raise") (param $at i32) (param $length i32) (param $registers i32)
    (local $end i32) (local $word i32) (local $register i32)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $length) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $word (i32.load (local.get $at)))
        (local.set $register
          (i32.add
            (local.get $registers)
            (i32.and (i32.shr_u (local.get $word) (i32.const 6)) (i32.const 16383))))
        (local.set $word (i32.and (local.get $word) (i32.const 63)))
        (if (i32.lt_u (i32.load8_u (local.get $register)) (local.get $word))
          (then (i32.store8 (local.get $register) (local.get $word))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next))))

  ;; Every $step-th double from $source on, $bytes of them, to $to; of two steps one more may be written.
  (func $copy (param $to i32) (param $source i32) (param $step i32) (param $bytes i32)
    (local $end i32)
    (if (i32.eq (local.get $step) (i32.const 1))
      (then
        (memory.copy (local.get $to) (local.get $source) (local.get $bytes))
        (return)))
    (local.set $end (i32.add (local.get $to) (local.get $bytes)))
    (loop $next
      (v128.store
        (local.get $to)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (v128.load (local.get $source)) (v128.load offset=16 (local.get $source))))
      (local.set $source (i32.add (local.get $source) (i32.const 32)))
      (br_if $next
        (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 16))) (local.get $end)))))

  ;; The doubles from $from to $last, to $to; gives the place behind them. Nearly always they are few, and `memory.copy` is a call out of
  ;; here that costs 60 ns.
  (func $copyFew (param $to i32) (param $from i32) (param $last i32) (result i32)
    (block $done
      (loop $next
        (br_if $done (i32.gt_s (local.get $from) (local.get $last)))
        (f64.store (local.get $to) (f64.load (local.get $from)))
        (local.set $from (i32.add (local.get $from) (i32.const 8)))
        (local.set $to (i32.add (local.get $to) (i32.const 8)))
        (br $next)))
    (local.get $to))

  ;; Merges ascending doubles, $size bytes at $left and $count at $right, to $to. From both ends at once (driftsort's bidirectional
  ;; merge: Peters & Bergdoll 2024), so that two chains of loads run side by side, and without branches, of which every second would be
  ;; guessed wrongly.
  (func $mergeFromEnds (param $left i32) (param $size i32) (param $right i32) (param $count i32) (param $to i32)
    (local $leftEnd i32) (local $rightEnd i32) (local $toEnd i32) (local $stop i32) (local $move i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $leftEnd (i32.sub (i32.add (local.get $left) (local.get $size)) (i32.const 8)))
    (local.set $rightEnd (i32.sub (i32.add (local.get $right) (local.get $count)) (i32.const 8)))
    (local.set $toEnd (i32.sub (i32.add (i32.add (local.get $to) (local.get $size)) (local.get $count)) (i32.const 8)))
    (block $done
      (loop $round
        ;; So many steps from both ends cannot use either side up.
        (local.set $size (i32.add (i32.sub (local.get $leftEnd) (local.get $left)) (i32.const 8)))
        (local.set $count (i32.add (i32.sub (local.get $rightEnd) (local.get $right)) (i32.const 8)))
        (local.set $stop
          (i32.and
            (i32.shr_u
              (select (local.get $size) (local.get $count) (i32.lt_u (local.get $size) (local.get $count)))
              (i32.const 1))
            (i32.const -8)))
        (br_if $done (i32.eqz (local.get $stop)))
        (local.set $stop (i32.add (local.get $to) (local.get $stop)))
        (loop $next
          (local.set $a (v128.load64_zero (local.get $left)))
          (local.set $b (v128.load64_zero (local.get $right)))
          (local.set $c (v128.load64_zero (local.get $leftEnd)))
          (local.set $d (v128.load64_zero (local.get $rightEnd)))
          (v128.store64_lane 0 (local.get $to) (f64x2.pmin (local.get $a) (local.get $b)))
          (v128.store64_lane 0 (local.get $toEnd) (f64x2.pmax (local.get $c) (local.get $d)))
          (local.set $move
            (i32.shl
              (f64.le (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 0 (local.get $b)))
              (i32.const 3)))
          (local.set $left (i32.add (local.get $left) (local.get $move)))
          (local.set $right (i32.sub (i32.add (local.get $right) (i32.const 8)) (local.get $move)))
          (local.set $move
            (i32.shl
              (f64.ge (f64x2.extract_lane 0 (local.get $c)) (f64x2.extract_lane 0 (local.get $d)))
              (i32.const 3)))
          (local.set $leftEnd (i32.sub (local.get $leftEnd) (local.get $move)))
          (local.set $rightEnd (i32.add (i32.sub (local.get $rightEnd) (i32.const 8)) (local.get $move)))
          (local.set $toEnd (i32.sub (local.get $toEnd) (i32.const 8)))
          (br_if $next
            (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 8))) (local.get $stop))))
        (br $round)))
    ;; One side has one value at most.
    (block $whole
      (loop $next
        (br_if $whole (i32.gt_s (local.get $left) (local.get $leftEnd)))
        (br_if $whole (i32.gt_s (local.get $right) (local.get $rightEnd)))
        (if (f64.le (f64.load (local.get $left)) (f64.load (local.get $right)))
          (then
            (f64.store (local.get $to) (f64.load (local.get $left)))
            (local.set $left (i32.add (local.get $left) (i32.const 8))))
          (else
            (f64.store (local.get $to) (f64.load (local.get $right)))
            (local.set $right (i32.add (local.get $right) (i32.const 8)))))
        (local.set $to (i32.add (local.get $to) (i32.const 8)))
        (br $next)))
    (local.set $to (call $copyFew (local.get $to) (local.get $left) (local.get $leftEnd)))
    (drop (call $copyFew (local.get $to) (local.get $right) (local.get $rightEnd))))

  ;; How many bytes of $left are among the first $half of both sides merged.
  (func $splitAt (param $left i32) (param $size i32) (param $right i32) (param $count i32) (param $half i32) (result i32)
    (local $from i32) (local $to i32) (local $middle i32)
    (if (i32.gt_u (local.get $half) (local.get $count))
      (then (local.set $from (i32.sub (local.get $half) (local.get $count)))))
    (local.set $to (select (local.get $size) (local.get $half) (i32.lt_u (local.get $size) (local.get $half))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $middle
          (i32.and (i32.shr_u (i32.add (local.get $from) (local.get $to)) (i32.const 1)) (i32.const -8)))
        (if
          (f64.le
            (f64.load (i32.add (local.get $left) (local.get $middle)))
            (f64.load
              (i32.sub
                (i32.add (local.get $right) (i32.sub (local.get $half) (local.get $middle)))
                (i32.const 8))))
          (then (local.set $from (i32.add (local.get $middle) (i32.const 8))))
          (else (local.set $to (local.get $middle))))
        (br $next)))
    (local.get $from))

  ;; The smaller of a half's two sides, in bytes; $both is the sum of where they begin, $bothEnd of where their last values are.
  (func $least (param $left i32) (param $leftEnd i32) (param $both i32) (param $bothEnd i32) (result i32)
    (local $size i32) (local $count i32)
    (local.set $size (i32.add (i32.sub (local.get $leftEnd) (local.get $left)) (i32.const 8)))
    (local.set $count
      (i32.sub
        (i32.add (i32.sub (local.get $bothEnd) (local.get $both)) (i32.const 16))
        (local.get $size)))
    (select (local.get $size) (local.get $count) (i32.lt_s (local.get $size) (local.get $count))))

  ;; The rest of a half.
  (func $mergeRest (param $left i32) (param $leftEnd i32) (param $both i32) (param $bothEnd i32) (param $to i32)
    (call $mergeFromEnds
      (local.get $left)
      (i32.add (i32.sub (local.get $leftEnd) (local.get $left)) (i32.const 8))
      (i32.sub (local.get $both) (local.get $left))
      (i32.add
        (i32.sub
          (i32.sub (local.get $bothEnd) (local.get $leftEnd))
          (i32.sub (local.get $both) (local.get $left)))
        (i32.const 8))
      (local.get $to)))

  ;; The same as $mergeFromEnds, of both halves of what comes out at once: four chains of loads side by side.
  (func $merge (param $left i32) (param $size i32) (param $right i32) (param $count i32) (param $to i32)
    (local $half i32) (local $split i32) (local $at i32) (local $stop i32) (local $other i32)
    (local $left1 i32) (local $leftEnd1 i32) (local $both1 i32) (local $bothEnd1 i32) (local $to1 i32) (local $toEnd1 i32)
    (local $left2 i32) (local $leftEnd2 i32) (local $both2 i32) (local $bothEnd2 i32) (local $to2 i32) (local $toEnd2 i32)
    (local $a v128) (local $b v128)
    (if (i32.lt_u (select (local.get $size) (local.get $count) (i32.lt_u (local.get $size) (local.get $count))) (i32.const 512))
      (then
        (call $mergeFromEnds (local.get $left) (local.get $size) (local.get $right) (local.get $count) (local.get $to))
        (return)))
    (local.set $half
      (i32.and (i32.shr_u (i32.add (local.get $size) (local.get $count)) (i32.const 1)) (i32.const -8)))
    (local.set $split
      (call $splitAt (local.get $left) (local.get $size) (local.get $right) (local.get $count) (local.get $half)))
    (local.set $left1 (local.get $left))
    (local.set $left2 (i32.add (local.get $left) (local.get $split)))
    (local.set $leftEnd1 (i32.sub (local.get $left2) (i32.const 8)))
    (local.set $leftEnd2 (i32.sub (i32.add (local.get $left) (local.get $size)) (i32.const 8)))
    (local.set $both1 (i32.add (local.get $left) (local.get $right)))
    (local.set $both2 (i32.add (local.get $both1) (local.get $half)))
    (local.set $bothEnd1 (i32.sub (local.get $both2) (i32.const 16)))
    (local.set $bothEnd2
      (i32.sub
        (i32.add (local.get $both1) (i32.add (local.get $size) (local.get $count)))
        (i32.const 16)))
    (local.set $to1 (local.get $to))
    (local.set $to2 (i32.add (local.get $to) (local.get $half)))
    (local.set $toEnd1 (i32.sub (local.get $to2) (i32.const 8)))
    (local.set $toEnd2
      (i32.sub (i32.add (i32.add (local.get $to) (local.get $size)) (local.get $count)) (i32.const 8)))
    (block $done
      (loop $round
        (local.set $stop
          (call $least (local.get $left1) (local.get $leftEnd1) (local.get $both1) (local.get $bothEnd1)))
        (local.set $other
          (call $least (local.get $left2) (local.get $leftEnd2) (local.get $both2) (local.get $bothEnd2)))
        ;; So many steps from both ends cannot use any side up.
        (local.set $stop
          (i32.and
            (i32.shr_s
              (select (local.get $stop) (local.get $other) (i32.lt_s (local.get $stop) (local.get $other)))
              (i32.const 1))
            (i32.const -8)))
        (br_if $done (i32.le_s (local.get $stop) (i32.const 0)))
        (local.set $stop (i32.add (local.get $at) (local.get $stop)))
        (loop $next
          (local.set $a (v128.load64_zero (local.get $left1)))
          (local.set $b (v128.load64_zero (i32.sub (local.get $both1) (local.get $left1))))
          (v128.store64_lane 0 (i32.add (local.get $to1) (local.get $at)) (f64x2.pmin (local.get $a) (local.get $b)))
          (local.set $left1
            (i32.add
              (local.get $left1)
              (i32.shl
                (f64.le (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 0 (local.get $b)))
                (i32.const 3))))
          (local.set $both1 (i32.add (local.get $both1) (i32.const 8)))
          (local.set $a (v128.load64_zero (local.get $leftEnd1)))
          (local.set $b (v128.load64_zero (i32.sub (local.get $bothEnd1) (local.get $leftEnd1))))
          (v128.store64_lane 0
            (i32.sub (local.get $toEnd1) (local.get $at))
            (f64x2.pmax (local.get $a) (local.get $b)))
          (local.set $leftEnd1
            (i32.sub
              (local.get $leftEnd1)
              (i32.shl
                (f64.ge (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 0 (local.get $b)))
                (i32.const 3))))
          (local.set $bothEnd1 (i32.sub (local.get $bothEnd1) (i32.const 8)))
          (local.set $a (v128.load64_zero (local.get $left2)))
          (local.set $b (v128.load64_zero (i32.sub (local.get $both2) (local.get $left2))))
          (v128.store64_lane 0 (i32.add (local.get $to2) (local.get $at)) (f64x2.pmin (local.get $a) (local.get $b)))
          (local.set $left2
            (i32.add
              (local.get $left2)
              (i32.shl
                (f64.le (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 0 (local.get $b)))
                (i32.const 3))))
          (local.set $both2 (i32.add (local.get $both2) (i32.const 8)))
          (local.set $a (v128.load64_zero (local.get $leftEnd2)))
          (local.set $b (v128.load64_zero (i32.sub (local.get $bothEnd2) (local.get $leftEnd2))))
          (v128.store64_lane 0
            (i32.sub (local.get $toEnd2) (local.get $at))
            (f64x2.pmax (local.get $a) (local.get $b)))
          (local.set $leftEnd2
            (i32.sub
              (local.get $leftEnd2)
              (i32.shl
                (f64.ge (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 0 (local.get $b)))
                (i32.const 3))))
          (local.set $bothEnd2 (i32.sub (local.get $bothEnd2) (i32.const 8)))
          (br_if $next
            (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $stop))))
        (br $round)))
    (call $mergeRest
      (local.get $left1) (local.get $leftEnd1) (local.get $both1) (local.get $bothEnd1)
      (i32.add (local.get $to1) (local.get $at)))
    (call $mergeRest
      (local.get $left2) (local.get $leftEnd2) (local.get $both2) (local.get $bothEnd2)
      (i32.add (local.get $to2) (local.get $at))))

  ;; Merges value by value from the end on, in place; it stops where all of the source is in.
  (func $mergeBackwards (param $values i32) (param $size i32) (param $source i32) (param $step i32) (param $count i32)
    (local $mine i32) (local $taken i32) (local $to i32) (local $value f64) (local $own f64)
    (local.set $mine (i32.sub (i32.add (local.get $values) (local.get $size)) (i32.const 8)))
    (local.set $to (i32.add (local.get $mine) (local.get $count)))
    (local.set $step (i32.shl (local.get $step) (i32.const 3)))
    (local.set $taken
      (i32.add
        (local.get $source)
        (i32.mul (i32.sub (i32.shr_u (local.get $count) (i32.const 3)) (i32.const 1)) (local.get $step))))
    (loop $next
      (local.set $value (f64.load (local.get $taken)))
      (block $found
        (loop $larger
          (br_if $found (i32.lt_s (local.get $mine) (local.get $values)))
          (local.set $own (f64.load (local.get $mine)))
          (br_if $found (f64.le (local.get $own) (local.get $value)))
          (f64.store (local.get $to) (local.get $own))
          (local.set $mine (i32.sub (local.get $mine) (i32.const 8)))
          (local.set $to (i32.sub (local.get $to) (i32.const 8)))
          (br $larger)))
      (f64.store (local.get $to) (local.get $value))
      (local.set $to (i32.sub (local.get $to) (i32.const 8)))
      (br_if $next
        (i32.ge_s
          (local.tee $taken (i32.sub (local.get $taken) (local.get $step)))
          (local.get $source)))))

  ;; How many of $bytes of ascending doubles are at most $value, in bytes.
  (func $upTo (param $at i32) (param $bytes i32) (param $value f64) (result i32)
    (local $from i32) (local $middle i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $bytes)))
        (local.set $middle
          (i32.and (i32.shr_u (i32.add (local.get $from) (local.get $bytes)) (i32.const 1)) (i32.const -8)))
        (if (f64.le (f64.load (i32.add (local.get $at) (local.get $middle))) (local.get $value))
          (then (local.set $from (i32.add (local.get $middle) (i32.const 8))))
          (else (local.set $bytes (local.get $middle))))
        (br $next)))
    (local.get $from))

  ;; What $upTo gives, where it is an eighth of them at least, and otherwise 0.
  (func $manyUpTo (param $at i32) (param $bytes i32) (param $value f64) (result i32)
    (if (result i32)
      (f64.le
        (f64.load
          (i32.add (local.get $at) (i32.and (i32.shr_u (local.get $bytes) (i32.const 3)) (i32.const -8))))
        (local.get $value))
      (then (call $upTo (local.get $at) (local.get $bytes) (local.get $value)))
      (else (i32.const 0))))

  ;; How many lie beyond $value, where they are an eighth at least, and otherwise 0.
  (func $manyBeyond (param $at i32) (param $bytes i32) (param $value f64) (result i32)
    (if (result i32)
      (f64.gt
        (f64.load
          (i32.add
            (local.get $at)
            (i32.sub
              (i32.sub (local.get $bytes) (i32.const 8))
              (i32.and (i32.shr_u (local.get $bytes) (i32.const 3)) (i32.const -8)))))
        (local.get $value))
      (then (i32.sub (local.get $bytes) (call $upTo (local.get $at) (local.get $bytes) (local.get $value))))
      (else (i32.const 0))))

  ;; Merges $count bytes of ascending doubles into the $size bytes at $values. What lies before or behind all of the other side is moved
  ;; as it is: a buffer holds the upper part of one run and takes the lower part of the next.
  (func $mergeOverlap (param $values i32) (param $size i32) (param $source i32) (param $count i32)
    (local $end i32) (local $bytes i32) (local $from i32) (local $more i32)
    (local.set $end (i32.add (i32.add (local.get $values) (local.get $size)) (local.get $count)))
    (local.set $bytes
      (call $manyUpTo (local.get $values) (local.get $size) (f64.load (local.get $source))))
    (local.set $more
      (call $manyBeyond
        (local.get $source)
        (local.get $count)
        (f64.load (i32.sub (i32.add (local.get $values) (local.get $size)) (i32.const 8)))))
    (if (i32.ne (local.get $more) (i32.const 0))
      (then
        (local.set $count (i32.sub (local.get $count) (local.get $more)))
        (local.set $end (i32.sub (local.get $end) (local.get $more)))
        (memory.copy (local.get $end) (i32.add (local.get $source) (local.get $count)) (local.get $more))
        (if (i32.eqz (local.get $count)) (then (return)))))
    (if (i32.ne (local.get $bytes) (i32.const 0))
      (then
        (local.set $values (i32.add (local.get $values) (local.get $bytes)))
        (local.set $size (i32.sub (local.get $size) (local.get $bytes)))
        (if (i32.eqz (local.get $size))
          (then
            (memory.copy (local.get $values) (local.get $source) (local.get $count))
            (return)))))
    (local.set $bytes
      (call $manyBeyond
        (local.get $values)
        (local.get $size)
        (f64.load (i32.sub (i32.add (local.get $source) (local.get $count)) (i32.const 8)))))
    (local.set $more (call $manyUpTo (local.get $source) (local.get $count) (f64.load (local.get $values))))
    (local.set $size (i32.sub (local.get $size) (local.get $bytes)))
    (local.set $from (i32.add (local.get $values) (local.get $size)))
    (memory.copy (i32.const 270336) (local.get $values) (local.get $size))
    (if (i32.ne (local.get $bytes) (i32.const 0))
      (then (memory.copy (i32.sub (local.get $end) (local.get $bytes)) (local.get $from) (local.get $bytes))))
    (if (i32.ne (local.get $more) (i32.const 0))
      (then (memory.copy (local.get $values) (local.get $source) (local.get $more))))
    (call $merge
      (i32.const 270336)
      (local.get $size)
      (i32.add (local.get $source) (local.get $more))
      (i32.sub (local.get $count) (local.get $more))
      (i32.add (local.get $values) (local.get $more))))

  ;; Merges $count ascending doubles, every $step-th from $source on, into the $size ascending ones at $values; there is room for
  ;; one more.
  (func (export "insert") (param $values i32) (param $size i32) (param $source i32) (param $step i32) (param $count i32)
    (if (i32.eqz (local.get $count)) (then (return)))
    (local.set $size (i32.shl (local.get $size) (i32.const 3)))
    (local.set $count (i32.shl (local.get $count) (i32.const 3)))
    (if (i32.eqz (local.get $size))
      (then
        (call $copy (local.get $values) (local.get $source) (local.get $step) (local.get $count))
        (return)))
    ;; With so many times as many values on one side they are guessed well enough one by one.
    (if
      (i32.or
        (i32.ge_u (local.get $size) (i32.mul (local.get $count) (i32.const 16)))
        (i32.ge_u (local.get $count) (i32.mul (local.get $size) (i32.const 16))))
      (then
        (call $mergeBackwards
          (local.get $values) (local.get $size) (local.get $source) (local.get $step) (local.get $count))
        (return)))
    (if (i32.ne (local.get $step) (i32.const 1))
      (then
        (call $copy
          (i32.add (i32.const 270336) (local.get $size)) (local.get $source) (local.get $step) (local.get $count))
        (local.set $source (i32.add (i32.const 270336) (local.get $size)))))
    (call $mergeOverlap (local.get $values) (local.get $size) (local.get $source) (local.get $count)))

  ;; As V8 rounds: to the nearest integer, of two the higher.
  (func $rounded (param $values v128) (result v128)
    (local $up v128)
    (local.set $up (f64x2.ceil (local.get $values)))
    (f64x2.sub
      (local.get $up)
      (v128.and
        (f64x2.gt (f64x2.sub (local.get $up) (f64x2.splat (f64.const 0.5))) (local.get $values))
        (f64x2.splat (f64.const 1)))))

  ;; How many of $length doubles at $at come before the first that is no integer within 2^51 divided by $power. One more is read.
  (func (export "exact") (param $at i32) (param $length i32) (param $power f64) (result i32)
    (local $from i32) (local $end i32) (local $powers v128) (local $values v128) (local $scaled v128) (local $up v128)
    (local.set $from (local.get $at))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $length) (i32.const 3))))
    (local.set $powers (f64x2.splat (local.get $power)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $values (v128.load (local.get $at)))
        (local.set $up (call $rounded (f64x2.mul (local.get $values) (local.get $powers))))
        (local.set $scaled
          (v128.and
            (f64x2.eq (f64x2.div (local.get $up) (local.get $powers)) (local.get $values))
            (f64x2.le (f64x2.abs (local.get $up)) (f64x2.splat (f64.const 2251799813685248)))))
        (if (i32.eqz (i64x2.all_true (local.get $scaled)))
          (then
            (if (i64.ne (i64x2.extract_lane 0 (local.get $scaled)) (i64.const 0))
              (then (local.set $at (i32.add (local.get $at) (i32.const 8)))))
            (br $done)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.set $at (i32.shr_u (i32.sub (local.get $at) (local.get $from)) (i32.const 3)))
    (select (local.get $at) (local.get $length) (i32.lt_u (local.get $at) (local.get $length))))

  ;; Writes a count to $to and gives the place behind it.
  (func $write (param $to i32) (param $count i64) (result i32)
    (block $done
      (loop $next
        (br_if $done (i64.lt_u (local.get $count) (i64.const 128)))
        (i32.store8 (local.get $to) (i32.or (i32.wrap_i64 (local.get $count)) (i32.const 128)))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $count (i64.shr_u (local.get $count) (i64.const 7)))
        (br $next)))
    (i32.store8 (local.get $to) (i32.wrap_i64 (local.get $count)))
    (i32.add (local.get $to) (i32.const 1)))

  ;; Writes $length ascending doubles at $at, integers once multiplied by $power, as their steps from $before on; gives the end. One double
  ;; more is read. Two at a time: calling $write for each took 4 ns a value.
  (func (export "differences") (param $at i32) (param $length i32) (param $to i32) (param $before f64) (param $power f64) (result i32)
    (local $end i32) (local $pair i64) (local $first i32) (local $second i32) (local $more i32)
    (local $powers v128) (local $last v128) (local $values v128) (local $scaled v128) (local $steps v128)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $length) (i32.const 3))))
    (local.set $powers (f64x2.splat (local.get $power)))
    (local.set $last (f64x2.splat (local.get $before)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $values (f64x2.mul (v128.load (local.get $at)) (local.get $powers)))
        (local.set $scaled (call $rounded (local.get $values)))
        (local.set $steps
          (f64x2.sub
            (local.get $scaled)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 (local.get $last) (local.get $scaled))))
        (local.set $last (local.get $scaled))
        (local.set $pair (i64x2.extract_lane 0 (i32x4.trunc_sat_f64x2_s_zero (local.get $steps))))
        (local.set $first (i32.wrap_i64 (local.get $pair)))
        (local.set $second (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32))))
        (if
          (i32.or
            (i32.gt_u (i32.or (local.get $first) (local.get $second)) (i32.const 16383))
            (i32.eq (i32.add (local.get $at) (i32.const 8)) (local.get $end)))
          (then
            (local.set $to
              (call $write (local.get $to) (i64.trunc_sat_f64_s (f64x2.extract_lane 0 (local.get $steps)))))
            (if (i32.lt_u (i32.add (local.get $at) (i32.const 8)) (local.get $end))
              (then
                (local.set $to
                  (call $write
                    (local.get $to)
                    (i64.trunc_sat_f64_s (f64x2.extract_lane 1 (local.get $steps))))))))
          (else
            (local.set $more (i32.gt_u (local.get $first) (i32.const 127)))
            (i32.store16
              (local.get $to)
              (i32.or
                (i32.or (i32.and (local.get $first) (i32.const 127)) (i32.shl (local.get $more) (i32.const 7)))
                (i32.shl (i32.shr_u (local.get $first) (i32.const 7)) (i32.const 8))))
            (local.set $to (i32.add (i32.add (local.get $to) (i32.const 1)) (local.get $more)))
            (local.set $more (i32.gt_u (local.get $second) (i32.const 127)))
            (i32.store16
              (local.get $to)
              (i32.or
                (i32.or (i32.and (local.get $second) (i32.const 127)) (i32.shl (local.get $more) (i32.const 7)))
                (i32.shl (i32.shr_u (local.get $second) (i32.const 7)) (i32.const 8))))
            (local.set $to (i32.add (i32.add (local.get $to) (i32.const 1)) (local.get $more)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $to))

  ;; Writes what `blockSteps` reads, $length words at $at; gives the end.
  (func (export "writeBlockSteps") (param $at i32) (param $length i32) (param $to i32) (result i32)
    (local $end i32) (local $word i32) (local $after i32) (local $step i32) (local $more i32)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $length) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $word (i32.load (local.get $at)))
        (local.set $step (i32.sub (local.get $word) (local.get $after)))
        (if (i32.gt_u (local.get $step) (i32.const 16383))
          (then (local.set $to (call $write (local.get $to) (i64.extend_i32_u (local.get $step)))))
          (else
            (local.set $more (i32.gt_u (local.get $step) (i32.const 127)))
            (i32.store16
              (local.get $to)
              (i32.or
                (i32.or (i32.and (local.get $step) (i32.const 127)) (i32.shl (local.get $more) (i32.const 7)))
                (i32.shl (i32.shr_u (local.get $step) (i32.const 7)) (i32.const 8))))
            (local.set $to (i32.add (i32.add (local.get $to) (i32.const 1)) (local.get $more)))))
        (local.set $after (i32.add (i32.or (local.get $word) (i32.const 63)) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (local.get $to)))
