;; XXH64 (Yann Collet, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md) with Spark's seed 42, and the
;; HyperLogLog++ register that it selects. In TypeScript the 64-bit multiplications alone make it twenty times slower.
;; Assembled into xxh64-wasm.ts by test/fixtures/make-wasm.ts; test/profile/model-monitor/xxh64.test.ts compares.
(module
  ;; The bytes to hash begin at 0.
  (memory (export "memory") 1)

  (func $stripe (param $lane i64) (param $input i64) (result i64)
    (i64.mul
      (i64.rotl
        (i64.add (local.get $lane) (i64.mul (local.get $input) (i64.const 0xC2B2AE3D27D4EB4F))) ;; prime 2
        (i64.const 31))
      (i64.const 0x9E3779B185EBCA87))) ;; prime 1

  (func $mergeLane (param $hash i64) (param $lane i64) (result i64)
    (i64.add
      (i64.mul
        (i64.xor (local.get $hash) (call $stripe (i64.const 0) (local.get $lane)))
        (i64.const 0x9E3779B185EBCA87)) ;; prime 1
      (i64.const 0x85EBCA77C2B2AE63))) ;; prime 4

  ;; Whole stripes of 32 bytes in four lanes, merged. Where they end is ($length & -32).
  (func $stripes (param $length i32) (result i64)
    (local $at i32) (local $end i32)
    (local $a i64) (local $b i64) (local $c i64) (local $d i64)
    (local.set $end (i32.and (local.get $length) (i32.const -32)))
    (local.set $a (i64.const 0x60EA27EEADC0B600)) ;; seed + prime 1 + prime 2
    (local.set $b (i64.const 0xC2B2AE3D27D4EB79)) ;; seed + prime 2
    (local.set $c (i64.const 42)) ;; seed
    (local.set $d (i64.const 0x61C8864E7A1435A3)) ;; seed - prime 1
    (loop $next
      (local.set $a (call $stripe (local.get $a) (i64.load (local.get $at))))
      (local.set $b (call $stripe (local.get $b) (i64.load offset=8 (local.get $at))))
      (local.set $c (call $stripe (local.get $c) (i64.load offset=16 (local.get $at))))
      (local.set $d (call $stripe (local.get $d) (i64.load offset=24 (local.get $at))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $end))))
    (i64.add
      (i64.add (i64.rotl (local.get $a) (i64.const 1)) (i64.rotl (local.get $b) (i64.const 7)))
      (i64.add (i64.rotl (local.get $c) (i64.const 12)) (i64.rotl (local.get $d) (i64.const 18))))
    (call $mergeLane (local.get $a))
    (call $mergeLane (local.get $b))
    (call $mergeLane (local.get $c))
    (call $mergeLane (local.get $d)))

  ;; The last 0 to 31 bytes: eights, a four, ones.
  (func $rest (param $hash i64) (param $at i32) (param $end i32) (result i64)
    (block $noEight
      (loop $nextEight
        (br_if $noEight (i32.gt_u (i32.add (local.get $at) (i32.const 8)) (local.get $end)))
        (local.set $hash
          (i64.add
            (i64.mul
              (i64.rotl
                (i64.xor (local.get $hash) (call $stripe (i64.const 0) (i64.load (local.get $at))))
                (i64.const 27))
              (i64.const 0x9E3779B185EBCA87)) ;; prime 1
            (i64.const 0x85EBCA77C2B2AE63))) ;; prime 4
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $nextEight)))
    (if (i32.le_u (i32.add (local.get $at) (i32.const 4)) (local.get $end))
      (then
        (local.set $hash
          (i64.add
            (i64.mul
              (i64.rotl
                (i64.xor
                  (local.get $hash)
                  (i64.mul (i64.load32_u (local.get $at)) (i64.const 0x9E3779B185EBCA87))) ;; prime 1
                (i64.const 23))
              (i64.const 0xC2B2AE3D27D4EB4F)) ;; prime 2
            (i64.const 0x165667B19E3779F9))) ;; prime 3
        (local.set $at (i32.add (local.get $at) (i32.const 4)))))
    (block $noByte
      (loop $nextByte
        (br_if $noByte (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $hash
          (i64.mul
            (i64.rotl
              (i64.xor
                (local.get $hash)
                (i64.mul (i64.load8_u (local.get $at)) (i64.const 0x27D4EB2F165667C5))) ;; prime 5
              (i64.const 11))
            (i64.const 0x9E3779B185EBCA87))) ;; prime 1
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $nextByte)))
    (local.get $hash))

  (func $avalanche (param $hash i64) (result i64)
    (local.set $hash
      (i64.mul
        (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 33)))
        (i64.const 0xC2B2AE3D27D4EB4F))) ;; prime 2
    (local.set $hash
      (i64.mul
        (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 29)))
        (i64.const 0x165667B19E3779F9))) ;; prime 3
    (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))

  (func $hash (export "hash") (param $length i32) (result i64)
    (local $begun i64)
    (if (result i64) (i32.ge_u (local.get $length) (i32.const 32))
      (then (call $stripes (local.get $length)))
      (else (i64.const 0x27D4EB2F165667EF))) ;; seed + prime 5
    (local.set $begun (i64.add (i64.extend_i32_u (local.get $length))))
    (call $avalanche
      (call $rest (local.get $begun) (i32.and (local.get $length) (i32.const -32)) (local.get $length))))

  ;; Of 2^9 registers the one that the top 9 bits name, times 64, plus the rank of the other bits: leading zeros + 1, at
  ;; most 56 (Deequ's StatefulHyperloglogPlus). One 32-bit integer, because a 64-bit one would cross over as a BigInt.
  (func (export "register") (param $length i32) (result i32)
    (local $hash i64)
    (local.set $hash (call $hash (local.get $length)))
    (i32.add
      (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $hash) (i64.const 55))) (i32.const 6))
      (i32.add
        (i32.wrap_i64
          (i64.clz (i64.or (i64.shl (local.get $hash) (i64.const 9)) (i64.const 0x100))))
        (i32.const 1)))))
