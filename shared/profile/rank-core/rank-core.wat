;; What a block of up to 256 rows costs to rank and to correlate: the very integers of the TypeScript beside it (plain-rank-core.ts);
;; test/profile/rank-core.test.ts compares. Assembled into rank-core-wasm.ts by test/fixtures/make-wasm.ts.
;;
;; Memory, in bytes:
;;        0  the numbers of a column, 256 of 8, and at 2048 one more; then the least and how far the largest lies from it
;;     4096  the rows that they stand in, 256 of 1
;;     5120  where each number lies in their range, 256 of 4
;;     6144  how many lie there, 512 of 4
;;     8192  the numbers ascending, 256 of 8
;;    10240  their rows, 256 of 4
;;    16384  centred ranks of up to 32 columns, 256 of 2 each, and at 32768 -1 for every row that has a number
;;    49152  of every pair of columns four sums of 4
(module
  (memory (export "memory") 1)

  ;; Measures the numbers before $bytes: how far the largest lies from the least.
  (func $measure (param $bytes i32) (result f64)
    (local $at i32) (local $values v128) (local $leasts v128) (local $mosts v128) (local $least f64) (local $most f64)
    (local.set $leasts (v128.load64_splat (i32.const 0)))
    (local.set $mosts (local.get $leasts))
    ;; Of an odd number the first one comes twice.
    (f64.store (local.get $bytes) (f64.load (i32.const 0)))
    (loop $next
      (local.set $values (v128.load (local.get $at)))
      (local.set $leasts (f64x2.pmin (local.get $leasts) (local.get $values)))
      (local.set $mosts (f64x2.pmax (local.get $mosts) (local.get $values)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $bytes))))
    (local.set $least
      (f64.min (f64x2.extract_lane 0 (local.get $leasts)) (f64x2.extract_lane 1 (local.get $leasts))))
    (local.set $most
      (f64.max (f64x2.extract_lane 0 (local.get $mosts)) (f64x2.extract_lane 1 (local.get $mosts))))
    (f64.store (i32.const 2056) (local.get $least))
    (f64.store (i32.const 2064) (f64.sub (local.get $most) (local.get $least)))
    (f64.load (i32.const 2064)))

  ;; Puts the numbers before $bytes and their rows into the order of where they lie in their range: among 512 parts of it that are equally
  ;; wide or, with $crowded, that double every eight from 2^-64 of it on.
  (func $spread (param $bytes i32) (param $crowded i32)
    (local $at i32) (local $key i32) (local $sum i32) (local $count i32) (local $first i32)
    (local $least f64) (local $scale f64) (local $distance f64) (local $sliver f64)
    (local.set $least (f64.load (i32.const 2056)))
    (local.set $scale (f64.div (f64.const 511) (f64.load (i32.const 2064))))
    (local.set $sliver (f64.mul (f64.load (i32.const 2064)) (f64.const 0x1p-64)))
    (local.set $first
      (i32.wrap_i64 (i64.shr_u (i64.reinterpret_f64 (local.get $sliver)) (i64.const 49))))
    (memory.fill (i32.const 6144) (i32.const 0) (i32.const 2048))
    (loop $next
      (local.set $distance (f64.sub (f64.load (local.get $at)) (local.get $least)))
      (if (local.get $crowded)
        (then
          (local.set $key
            (i32.sub
              (i32.wrap_i64
                (i64.shr_u
                  (i64.reinterpret_f64 (f64.add (local.get $distance) (local.get $sliver)))
                  (i64.const 49)))
              (local.get $first))))
        (else
          (local.set $key (i32.trunc_sat_f64_u (f64.mul (local.get $distance) (local.get $scale))))))
      ;; A range so small or so large that it has no scale.
      (local.set $key
        (i32.shl (select (local.get $key) (i32.const 511) (i32.lt_u (local.get $key) (i32.const 511))) (i32.const 2)))
      (i32.store offset=5120 (i32.shr_u (local.get $at) (i32.const 1)) (local.get $key))
      (i32.store offset=6144 (local.get $key) (i32.add (i32.load offset=6144 (local.get $key)) (i32.const 1)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $bytes))))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $count (i32.load offset=6144 (local.get $at)))
      (i32.store offset=6144 (local.get $at) (local.get $sum))
      (local.set $sum (i32.add (local.get $sum) (local.get $count)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (i32.const 2048))))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $key (i32.load offset=5120 (i32.shr_u (local.get $at) (i32.const 1))))
      (local.set $count (i32.load offset=6144 (local.get $key)))
      (i32.store offset=6144 (local.get $key) (i32.add (local.get $count) (i32.const 1)))
      (f64.store offset=8192 (i32.shl (local.get $count) (i32.const 3)) (f64.load (local.get $at)))
      (i32.store offset=10240
        (i32.shl (local.get $count) (i32.const 2))
        (i32.load8_u offset=4096 (i32.shr_u (local.get $at) (i32.const 3))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $bytes)))))

  ;; Sorts what is nearly sorted by insertion; 0 where it is given up after as many moves as $left has bytes of 8.
  (func $insert (param $bytes i32) (param $left i32) (result i32)
    (local $at i32) (local $to i32) (local $value f64) (local $row i32)
    (local.set $at (i32.const 8))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $bytes)))
        (local.set $value (f64.load offset=8192 (local.get $at)))
        (if (f64.gt (f64.load offset=8184 (local.get $at)) (local.get $value))
          (then
            (local.set $row (i32.load offset=10240 (i32.shr_u (local.get $at) (i32.const 1))))
            (local.set $to (local.get $at))
            (block $placed
              (loop $shift
                (f64.store offset=8192 (local.get $to) (f64.load offset=8184 (local.get $to)))
                (i32.store offset=10240
                  (i32.shr_u (local.get $to) (i32.const 1))
                  (i32.load offset=10236 (i32.shr_u (local.get $to) (i32.const 1))))
                (local.set $to (i32.sub (local.get $to) (i32.const 8)))
                (br_if $placed (i32.eqz (local.get $to)))
                (br_if $shift (f64.gt (f64.load offset=8184 (local.get $to)) (local.get $value)))))
            (f64.store offset=8192 (local.get $to) (local.get $value))
            (i32.store offset=10240 (i32.shr_u (local.get $to) (i32.const 1)) (local.get $row))
            (local.set $left (i32.sub (local.get $left) (i32.sub (local.get $at) (local.get $to))))
            (if (i32.lt_s (local.get $left) (i32.const 0)) (then (return (i32.const 0))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (i32.const 1))

  ;; Writes for the row of each of the $length ascending numbers how many are less, less how many are more, from $to on.
  (func $writeRanks (param $length i32) (param $to i32)
    (local $at i32) (local $end i32) (local $rank i32) (local $value f64)
    (loop $next
      (local.set $value (f64.load offset=8192 (i32.shl (local.get $at) (i32.const 3))))
      (local.set $end (local.get $at))
      (block $differs
        (loop $equal
          (local.set $end (i32.add (local.get $end) (i32.const 1)))
          (br_if $differs (i32.ge_u (local.get $end) (local.get $length)))
          (br_if $equal
            (f64.eq (f64.load offset=8192 (i32.shl (local.get $end) (i32.const 3))) (local.get $value)))))
      (local.set $rank (i32.sub (i32.add (local.get $at) (local.get $end)) (local.get $length)))
      (loop $write
        (i32.store16
          (i32.add
            (local.get $to)
            (i32.shl (i32.load offset=10240 (i32.shl (local.get $at) (i32.const 2))) (i32.const 1)))
          (local.get $rank))
        (br_if $write (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $end))))
      (br_if $next (i32.lt_u (local.get $at) (local.get $length)))))

  ;; Ranks the $length numbers at 0 as the column $lane.
  (func (export "rank") (param $lane i32) (param $length i32)
    (local $to i32) (local $at i32) (local $bytes i32)
    (local.set $to (i32.add (i32.const 16384) (i32.shl (local.get $lane) (i32.const 9))))
    (local.set $bytes (i32.shl (local.get $length) (i32.const 3)))
    (memory.fill (local.get $to) (i32.const 0) (i32.const 512))
    (memory.fill (i32.add (local.get $to) (i32.const 16384)) (i32.const 0) (i32.const 512))
    (if (i32.eqz (local.get $length)) (then (return)))
    (loop $next
      (i32.store16 offset=16384
        (i32.add (local.get $to) (i32.shl (i32.load8_u offset=4096 (local.get $at)) (i32.const 1)))
        (i32.const -1))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $length))))
    (if (f64.eq (call $measure (local.get $bytes)) (f64.const 0)) (then (return)))
    (call $spread (local.get $bytes) (i32.const 0))
    (if (i32.eqz (call $insert (local.get $bytes) (i32.shl (local.get $bytes) (i32.const 2))))
      (then
        (call $spread (local.get $bytes) (i32.const 1))
        (drop (call $insert (local.get $bytes) (i32.const 0x7fffffff)))))
    (call $writeRanks (local.get $length) (local.get $to)))

  ;; The sum of four integers.
  (func $sum (param $four v128) (result i32)
    (local.set $four
      (i32x4.add
        (local.get $four)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $four) (local.get $four))))
    (i32.add (i32x4.extract_lane 0 (local.get $four)) (i32x4.extract_lane 1 (local.get $four))))

  ;; Of the pair of columns whose ranks begin at $one and $other, $bytes of them: the sum of the ranks' products, the sums of their squares
  ;; over the rows that have both numbers, and how many those are; to $to.
  (func $pair (param $one i32) (param $other i32) (param $bytes i32) (param $to i32)
    (local $a v128) (local $b v128) (local $hasA v128) (local $hasB v128) (local $end i32)
    (local $products v128) (local $ofA v128) (local $ofB v128) (local $both v128)
    (local.set $end (i32.add (local.get $one) (local.get $bytes)))
    (loop $next
      (local.set $a (v128.load (local.get $one)))
      (local.set $b (v128.load (local.get $other)))
      (local.set $hasA (v128.load offset=16384 (local.get $one)))
      (local.set $hasB (v128.load offset=16384 (local.get $other)))
      (local.set $products
        (i32x4.add (local.get $products) (i32x4.dot_i16x8_s (local.get $a) (local.get $b))))
      (local.set $a (v128.and (local.get $a) (local.get $hasB)))
      (local.set $ofA (i32x4.add (local.get $ofA) (i32x4.dot_i16x8_s (local.get $a) (local.get $a))))
      (local.set $b (v128.and (local.get $b) (local.get $hasA)))
      (local.set $ofB (i32x4.add (local.get $ofB) (i32x4.dot_i16x8_s (local.get $b) (local.get $b))))
      (local.set $both
        (i32x4.add (local.get $both) (i32x4.dot_i16x8_s (local.get $hasA) (local.get $hasB))))
      (local.set $other (i32.add (local.get $other) (i32.const 16)))
      (br_if $next (i32.lt_u (local.tee $one (i32.add (local.get $one) (i32.const 16))) (local.get $end))))
    (i32.store (local.get $to) (call $sum (local.get $products)))
    (i32.store offset=4 (local.get $to) (call $sum (local.get $ofA)))
    (i32.store offset=8 (local.get $to) (call $sum (local.get $ofB)))
    (i32.store offset=12 (local.get $to) (call $sum (local.get $both))))

  ;; The sums of every pair among the first $lanes columns of a block of $rows rows: 1 and 0, 2 and 0, 2 and 1, 3 and 0.
  (func (export "products") (param $lanes i32) (param $rows i32)
    (local $one i32) (local $other i32) (local $end i32) (local $bytes i32) (local $to i32)
    (local.set $bytes (i32.shl (local.get $rows) (i32.const 1)))
    (local.set $end (i32.add (i32.const 16384) (i32.shl (local.get $lanes) (i32.const 9))))
    (local.set $to (i32.const 49152))
    (local.set $one (i32.const 16896))
    (block $done
      (loop $column
        (br_if $done (i32.ge_u (local.get $one) (local.get $end)))
        (local.set $other (i32.const 16384))
        (loop $next
          (call $pair (local.get $one) (local.get $other) (local.get $bytes) (local.get $to))
          (local.set $to (i32.add (local.get $to) (i32.const 16)))
          (br_if $next
            (i32.lt_u (local.tee $other (i32.add (local.get $other) (i32.const 512))) (local.get $one))))
        (local.set $one (i32.add (local.get $one) (i32.const 512)))
        (br $column))))
)
