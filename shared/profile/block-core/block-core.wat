;; What a block of up to 2,048 numbers costs most: sorting them, and hashing the different ones for HyperLogLog. The very answers of
;; the TypeScript beside it (sort-integers.ts, sort-doubles.ts, value-hash.ts), which stays for what is too short or too clustered;
;; test/profile/block-core.test.ts compares. Assembled into block-core-wasm.ts by test/fixtures/make-wasm.ts.
;;
;; Memory, in bytes:
;;        0  integers, 2,048 of 4
;;     8192  where they are moved to and from
;;    16384  doubles, 2,048 of 8
;;    32768  three histograms of 2,048 digits of 11 bits
;;    57344  keys, and at 65536 where they are moved to and from
;;    73728  places of the doubles, and at 81920 the same
;;    90112  doubles in the order of their keys
;;   106496  the different doubles
;;   122880  their registers, and at 131072 the other half of their hashes
;;   139264  sum, least and most
;;   196608  registers, 16,384 of 1, and at 212992 those that are set, of 4
(module
  (memory (export "memory") 5)

  ;; Counts of digits become the places where each digit begins.
  (func $starts (param $at i32)
    (local $end i32) (local $sum i32) (local $count i32)
    (local.set $end (i32.add (local.get $at) (i32.const 8192)))
    (loop $next
      (local.set $count (i32.load (local.get $at)))
      (i32.store (local.get $at) (local.get $sum))
      (local.set $sum (i32.add (local.get $sum) (local.get $count)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end)))))

  ;; Counts one digit of each histogram.
  (func $countDigits (param $key i32)
    (local $at i32)
    (local.set $at (i32.shl (i32.and (local.get $key) (i32.const 2047)) (i32.const 2)))
    (i32.store offset=32768 (local.get $at) (i32.add (i32.load offset=32768 (local.get $at)) (i32.const 1)))
    (local.set $at (i32.shl (i32.and (i32.shr_u (local.get $key) (i32.const 11)) (i32.const 2047)) (i32.const 2)))
    (i32.store offset=40960 (local.get $at) (i32.add (i32.load offset=40960 (local.get $at)) (i32.const 1)))
    (local.set $at (i32.shl (i32.shr_u (local.get $key) (i32.const 22)) (i32.const 2)))
    (i32.store offset=49152 (local.get $at) (i32.add (i32.load offset=49152 (local.get $at)) (i32.const 1))))

  ;; The place of the next key with that digit, times 4.
  (func $take (param $counts i32) (param $key i32) (param $shift i32) (result i32)
    (local $at i32) (local $place i32)
    (local.set $at
      (i32.add
        (local.get $counts)
        (i32.shl (i32.and (i32.shr_u (local.get $key) (local.get $shift)) (i32.const 2047)) (i32.const 2))))
    (local.set $place (i32.load (local.get $at)))
    (i32.store (local.get $at) (i32.add (local.get $place) (i32.const 1)))
    (i32.shl (local.get $place) (i32.const 2)))

  ;; Moves keys in the order of one digit.
  (func $move (param $from i32) (param $to i32) (param $bytes i32) (param $shift i32) (param $counts i32)
    (local $end i32) (local $key i32)
    (call $starts (local.get $counts))
    (local.set $end (i32.add (local.get $from) (local.get $bytes)))
    (loop $next
      (local.set $key (i32.load (local.get $from)))
      (i32.store
        (i32.add (local.get $to) (call $take (local.get $counts) (local.get $key) (local.get $shift)))
        (local.get $key))
      (br_if $next (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 4))) (local.get $end)))))

  ;; Counts become the places where each digit begins, $bytes of them.
  (func $startsOf (param $at i32) (param $bytes i32)
    (local $sum i32) (local $count i32)
    (local.set $bytes (i32.add (local.get $at) (local.get $bytes)))
    (loop $next
      (local.set $count (i32.load (local.get $at)))
      (i32.store (local.get $at) (local.get $sum))
      (local.set $sum (i32.add (local.get $sum) (local.get $count)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes)))))

  ;; Sorts integers whose distances from the least take up to 22 bits by two digits of half of them each: of small ones the histograms are
  ;; small too.
  (func $sortByTwo (param $bytes i32) (param $least i32) (param $range i32)
    (local $at i32) (local $key i32) (local $shift i32) (local $mask i32) (local $histogram i32) (local $count i32)
    (local.set $shift
      (i32.shr_u (i32.sub (i32.const 33) (i32.clz (i32.or (local.get $range) (i32.const 3)))) (i32.const 1)))
    (local.set $mask (i32.sub (i32.shl (i32.const 1) (local.get $shift)) (i32.const 1)))
    (local.set $histogram (i32.shl (i32.const 4) (local.get $shift)))
    (memory.fill (i32.const 32768) (i32.const 0) (local.get $histogram))
    (memory.fill (i32.const 40960) (i32.const 0) (local.get $histogram))
    (loop $next
      (local.set $key (i32.sub (i32.load (local.get $at)) (local.get $least)))
      (local.set $count (i32.shl (i32.and (local.get $key) (local.get $mask)) (i32.const 2)))
      (i32.store offset=32768 (local.get $count) (i32.add (i32.load offset=32768 (local.get $count)) (i32.const 1)))
      (local.set $count (i32.shl (i32.shr_u (local.get $key) (local.get $shift)) (i32.const 2)))
      (i32.store offset=40960 (local.get $count) (i32.add (i32.load offset=40960 (local.get $count)) (i32.const 1)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes))))
    (call $startsOf (i32.const 32768) (local.get $histogram))
    (call $startsOf (i32.const 40960) (local.get $histogram))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $key (i32.sub (i32.load (local.get $at)) (local.get $least)))
      (local.set $count (i32.shl (i32.and (local.get $key) (local.get $mask)) (i32.const 2)))
      (i32.store offset=8192
        (i32.shl (i32.load offset=32768 (local.get $count)) (i32.const 2))
        (local.get $key))
      (i32.store offset=32768 (local.get $count) (i32.add (i32.load offset=32768 (local.get $count)) (i32.const 1)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes))))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $key (i32.load offset=8192 (local.get $at)))
      (local.set $count (i32.shl (i32.shr_u (local.get $key) (local.get $shift)) (i32.const 2)))
      (i32.store
        (i32.shl (i32.load offset=40960 (local.get $count)) (i32.const 2))
        (i32.add (local.get $key) (local.get $least)))
      (i32.store offset=40960 (local.get $count) (i32.add (i32.load offset=40960 (local.get $count)) (i32.const 1)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes)))))

  ;; Sorts $length integers at 0 ascending; $least is the least, $range the distance of the largest from it, unsigned.
  (func (export "sortIntegers") (param $length i32) (param $least i32) (param $range i32)
    (local $bytes i32) (local $at i32) (local $key i32)
    (local.set $bytes (i32.shl (local.get $length) (i32.const 2)))
    (if (i32.le_u (local.get $range) (i32.const 0x3fffff))
      (then
        (call $sortByTwo (local.get $bytes) (local.get $least) (local.get $range))
        (return)))
    (memory.fill (i32.const 32768) (i32.const 0) (i32.const 24576))
    (loop $next
      (local.set $key (i32.sub (i32.load (local.get $at)) (local.get $least)))
      (i32.store (local.get $at) (local.get $key))
      (call $countDigits (local.get $key))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes))))
    (call $move (i32.const 0) (i32.const 8192) (local.get $bytes) (i32.const 0) (i32.const 32768))
    (call $move (i32.const 8192) (i32.const 0) (local.get $bytes) (i32.const 11) (i32.const 40960))
    (call $move (i32.const 0) (i32.const 8192) (local.get $bytes) (i32.const 22) (i32.const 49152))
    (local.set $at (i32.const 0))
    (loop $next
      (i32.store
        (local.get $at)
        (i32.add (i32.load offset=8192 (local.get $at)) (local.get $least)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes)))))

  ;; Sorts the $length nearly sorted doubles at 90112 by insertion, to 16384. 0 where it is given up after four moves a value: all of them
  ;; are there then in another order.
  (func $insert (param $length i32) (result i32)
    (local $bytes i32) (local $at i32) (local $to i32) (local $left i32) (local $value f64)
    (local.set $bytes (i32.shl (local.get $length) (i32.const 3)))
    (local.set $left (i32.shl (local.get $bytes) (i32.const 2)))
    (f64.store offset=16384 (i32.const 0) (f64.load offset=90112 (i32.const 0)))
    (local.set $at (i32.const 8))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $bytes)))
        (local.set $value (f64.load offset=90112 (local.get $at)))
        (local.set $to (local.get $at))
        (block $placed
          (loop $shift
            (br_if $placed (i32.eqz (local.get $to)))
            (br_if $placed (f64.le (f64.load offset=16376 (local.get $to)) (local.get $value)))
            (f64.store offset=16384 (local.get $to) (f64.load offset=16376 (local.get $to)))
            (local.set $to (i32.sub (local.get $to) (i32.const 8)))
            (br $shift)))
        (f64.store offset=16384 (local.get $to) (local.get $value))
        (local.set $left (i32.sub (local.get $left) (i32.sub (local.get $at) (local.get $to))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br_if $next (i32.ge_s (local.get $left) (i32.const 0)))
        (memory.copy
          (i32.add (i32.const 16384) (local.get $at))
          (i32.add (i32.const 90112) (local.get $at))
          (i32.sub (local.get $bytes) (local.get $at)))
        (return (i32.const 0))))
    (i32.const 1))

  ;; Sorts $length finite doubles at 16384 ascending, none of them -0: by where they lie between the least and the largest, in 22 bits, and
  ;; then by insertion. 0 where that is given up; their order is then another.
  (func (export "sortSpread") (param $length i32) (result i32)
    (local $bytes i32) (local $at i32) (local $key i32) (local $pair i64) (local $least f64) (local $scale f64)
    (local $leasts v128) (local $mosts v128) (local $values v128) (local $last i32)
    (local.set $bytes (i32.shl (local.get $length) (i32.const 3)))
    (local.set $leasts (v128.load64_splat offset=16384 (i32.const 0)))
    (local.set $mosts (local.get $leasts))
    ;; Of an odd number the last one comes twice.
    (f64.store offset=16384 (local.get $bytes) (f64.load offset=16376 (local.get $bytes)))
    (loop $next
      (local.set $values (v128.load offset=16384 (local.get $at)))
      (local.set $leasts (f64x2.pmin (local.get $leasts) (local.get $values)))
      (local.set $mosts (f64x2.pmax (local.get $mosts) (local.get $values)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $bytes))))
    (local.set $least
      (f64.min (f64x2.extract_lane 0 (local.get $leasts)) (f64x2.extract_lane 1 (local.get $leasts))))
    (local.set $scale
      (f64.div
        (f64.const 4194303)
        (f64.sub
          (f64.max (f64x2.extract_lane 0 (local.get $mosts)) (f64x2.extract_lane 1 (local.get $mosts)))
          (local.get $least))))
    (memory.fill (i32.const 32768) (i32.const 0) (i32.const 16384))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $key
        (i32.trunc_sat_f64_u
          (f64.mul
            (f64.sub (f64.load offset=16384 (local.get $at)) (local.get $least))
            (local.get $scale))))
      ;; A range below the least double's 2^22-fold has no scale.
      (local.set $key
        (select (local.get $key) (i32.const 4194303) (i32.lt_u (local.get $key) (i32.const 4194303))))
      (i32.store offset=57344 (i32.shr_u (local.get $at) (i32.const 1)) (local.get $key))
      (local.set $last (i32.shl (i32.and (local.get $key) (i32.const 2047)) (i32.const 2)))
      (i32.store offset=32768 (local.get $last) (i32.add (i32.load offset=32768 (local.get $last)) (i32.const 1)))
      (local.set $last (i32.shl (i32.shr_u (local.get $key) (i32.const 11)) (i32.const 2)))
      (i32.store offset=40960 (local.get $last) (i32.add (i32.load offset=40960 (local.get $last)) (i32.const 1)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $bytes))))
    (call $starts (i32.const 32768))
    (call $starts (i32.const 40960))
    ;; A key and where its double stands, in one.
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $key (i32.load offset=57344 (i32.shr_u (local.get $at) (i32.const 1))))
      (i64.store offset=65536
        (i32.shl (call $take (i32.const 32768) (local.get $key) (i32.const 0)) (i32.const 1))
        (i64.or
          (i64.shl (i64.extend_i32_u (local.get $key)) (i64.const 32))
          (i64.extend_i32_u (local.get $at))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $bytes))))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $pair (i64.load offset=65536 (local.get $at)))
      (f64.store offset=90112
        (i32.shl
          (call $take
            (i32.const 40960)
            (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32)))
            (i32.const 11))
          (i32.const 1))
        (f64.load offset=16384 (i32.wrap_i64 (local.get $pair))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $bytes))))
    (call $insert (local.get $length)))

  ;; Sorts $length doubles at 16384 ascending, by the upper halves of their bits and then by insertion. 0 where they cluster so that
  ;; insertion is given up after four moves a value: their order is then another, and a sort by comparison has to follow.
  (func (export "sortDoubles") (param $length i32) (result i32)
    (local $bytes i32) (local $at i32) (local $key i32) (local $to i32)
    (local.set $bytes (i32.shl (local.get $length) (i32.const 2)))
    (memory.fill (i32.const 32768) (i32.const 0) (i32.const 24576))
    (loop $next
      ;; The upper half as an unsigned integer in the order of the doubles.
      (local.set $key (i32.load offset=16388 (i32.shl (local.get $at) (i32.const 1))))
      (local.set $key
        (i32.xor
          (local.get $key)
          (i32.or (i32.shr_s (local.get $key) (i32.const 31)) (i32.const 0x80000000))))
      (i32.store offset=57344 (local.get $at) (local.get $key))
      (call $countDigits (local.get $key))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes))))
    (call $starts (i32.const 32768))
    (call $starts (i32.const 40960))
    (call $starts (i32.const 49152))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $key (i32.load offset=57344 (local.get $at)))
      (local.set $to (call $take (i32.const 32768) (local.get $key) (i32.const 0)))
      (i32.store offset=65536 (local.get $to) (local.get $key))
      (i32.store offset=73728 (local.get $to) (local.get $at))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes))))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $key (i32.load offset=65536 (local.get $at)))
      (local.set $to (call $take (i32.const 40960) (local.get $key) (i32.const 11)))
      (i32.store offset=57344 (local.get $to) (local.get $key))
      (i32.store offset=81920 (local.get $to) (i32.load offset=73728 (local.get $at)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes))))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $to (call $take (i32.const 49152) (i32.load offset=57344 (local.get $at)) (i32.const 22)))
      (f64.store offset=90112
        (i32.shl (local.get $to) (i32.const 1))
        (f64.load offset=16384 (i32.shl (i32.load offset=81920 (local.get $at)) (i32.const 1))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $bytes))))
    (call $insert (local.get $length)))

  ;; MurmurHash3's fmix32 (Appleby) of four words.
  (func $mix (param $x v128) (result v128)
    (local.set $x
      (i32x4.mul
        (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 16)))
        (v128.const i32x4 0x85ebca6b 0x85ebca6b 0x85ebca6b 0x85ebca6b)))
    (local.set $x
      (i32x4.mul
        (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 13)))
        (v128.const i32x4 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35)))
    (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 16))))

  ;; Hashes the different ones of $length ascending doubles at 16384 as `hashNumber` does, four at a time: the upper 14 bits of each
  ;; hash's one half at 122880, the other half at 131072. Returns how many.
  (func (export "hashSorted") (param $length i32) (result i32)
    (local $at i32) (local $end i32) (local $bits i64) (local $before i64) (local $count i32)
    (local $a v128) (local $b v128) (local $lower v128) (local $upper v128)
    (local.set $end (i32.shl (local.get $length) (i32.const 3)))
    (local.set $before (i64.const -1)) ;; of no finite number
    (loop $next
      (local.set $bits (i64.load offset=16384 (local.get $at)))
      (i64.store offset=106496 (i32.shl (local.get $count) (i32.const 3)) (local.get $bits))
      (local.set $count (i32.add (local.get $count) (i64.ne (local.get $bits) (local.get $before))))
      (local.set $before (local.get $bits))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $end))))
    (local.set $end (i32.shl (local.get $count) (i32.const 3)))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $a (v128.load offset=106496 (local.get $at)))
      (local.set $b (v128.load offset=106512 (local.get $at)))
      (local.set $lower
        (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $a) (local.get $b)))
      (local.set $upper
        (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $a) (local.get $b)))
      (v128.store offset=122880
        (i32.shr_u (local.get $at) (i32.const 1))
        (i32x4.shr_u
          (call $mix
            (i32x4.add
              (call $mix
                (v128.xor (local.get $lower) (v128.const i32x4 0x9e3779b9 0x9e3779b9 0x9e3779b9 0x9e3779b9)))
              (i32x4.mul (local.get $upper) (v128.const i32x4 0xcc9e2d51 0xcc9e2d51 0xcc9e2d51 0xcc9e2d51))))
          (i32.const 18)))
      (v128.store offset=131072
        (i32.shr_u (local.get $at) (i32.const 1))
        (call $mix
          (i32x4.add
            (call $mix
              (v128.xor (local.get $upper) (v128.const i32x4 0x85ebca77 0x85ebca77 0x85ebca77 0x85ebca77)))
            (i32x4.mul (local.get $lower) (v128.const i32x4 0xc2b2ae3d 0xc2b2ae3d 0xc2b2ae3d 0xc2b2ae3d)))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $end))))
    (local.get $count))

  ;; The sum, the least and the most of $length integers at 0, into 139264 as doubles.
  (func (export "measureIntegers") (param $length i32)
    (local $at i32) (local $end i32) (local $values v128) (local $least v128) (local $most v128) (local $sums v128)
    (local $value i32) (local $low i32) (local $high i32) (local $sum i64)
    (local.set $least (v128.load32_splat (i32.const 0)))
    (local.set $most (local.get $least))
    (local.set $end (i32.and (i32.shl (local.get $length) (i32.const 2)) (i32.const -16)))
    (block $few
      (br_if $few (i32.eqz (local.get $end)))
      (loop $next
        (local.set $values (v128.load (local.get $at)))
        (local.set $least (i32x4.min_s (local.get $least) (local.get $values)))
        (local.set $most (i32x4.max_s (local.get $most) (local.get $values)))
        (local.set $sums
          (i64x2.add
            (local.get $sums)
            (i64x2.add
              (i64x2.extend_low_i32x4_s (local.get $values))
              (i64x2.extend_high_i32x4_s (local.get $values)))))
        (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))))
    ;; The lanes become one.
    (local.set $least
      (i32x4.min_s
        (local.get $least)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $least) (local.get $least))))
    (local.set $most
      (i32x4.max_s
        (local.get $most)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $most) (local.get $most))))
    (local.set $low (i32x4.extract_lane 0 (local.get $least)))
    (local.set $value (i32x4.extract_lane 1 (local.get $least)))
    (local.set $low (select (local.get $low) (local.get $value) (i32.lt_s (local.get $low) (local.get $value))))
    (local.set $high (i32x4.extract_lane 0 (local.get $most)))
    (local.set $value (i32x4.extract_lane 1 (local.get $most)))
    (local.set $high (select (local.get $high) (local.get $value) (i32.gt_s (local.get $high) (local.get $value))))
    (local.set $sum
      (i64.add (i64x2.extract_lane 0 (local.get $sums)) (i64x2.extract_lane 1 (local.get $sums))))
    (local.set $end (i32.shl (local.get $length) (i32.const 2)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $value (i32.load (local.get $at)))
        (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_s (local.get $value))))
        (local.set $low (select (local.get $low) (local.get $value) (i32.lt_s (local.get $low) (local.get $value))))
        (local.set $high (select (local.get $high) (local.get $value) (i32.gt_s (local.get $high) (local.get $value))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (f64.store offset=139264 (i32.const 0) (f64.convert_i64_s (local.get $sum)))
    (f64.store offset=139272 (i32.const 0) (f64.convert_i32_s (local.get $low)))
    (f64.store offset=139280 (i32.const 0) (f64.convert_i32_s (local.get $high))))

  ;; $length integers at 0, each divided by $power, as the doubles at 16384.
  (func (export "divideIntegers") (param $length i32) (param $power f64)
    (local $at i32) (local $end i32) (local $powers v128)
    (local.set $powers (f64x2.splat (local.get $power)))
    (local.set $end (i32.shl (local.get $length) (i32.const 2)))
    (loop $next
      (v128.store offset=16384
        (i32.shl (local.get $at) (i32.const 1))
        (f64x2.div (f64x2.convert_low_i32x4_s (v128.load64_zero (local.get $at))) (local.get $powers)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $end)))))

  ;; The 16,384 registers at 196608 that are not 0, ascending, as 64 times their number plus what they hold, at 212992; returns how many.
  (func (export "listRegisters") (result i32)
    (local $at i32) (local $to i32) (local $bits i32) (local $register i32)
    (loop $next
      (local.set $bits
        (i32.xor
          (i8x16.bitmask
            (i8x16.eq (v128.load offset=196608 (local.get $at)) (v128.const i64x2 0 0)))
          (i32.const 0xffff)))
      (if (local.get $bits)
        (then
          (loop $set
            (local.set $register (i32.add (local.get $at) (i32.ctz (local.get $bits))))
            (i32.store offset=212992
              (local.get $to)
              (i32.add
                (i32.shl (local.get $register) (i32.const 6))
                (i32.load8_u offset=196608 (local.get $register))))
            (local.set $to (i32.add (local.get $to) (i32.const 4)))
            (br_if $set
              (local.tee $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))))))
      (br_if $next
        (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 16384))))
    (i32.shr_u (local.get $to) (i32.const 2)))
)
