;; The cells of a CSV payload inside a JSON string, sixteen bytes at a time: where a cell ends and what it holds is read off the bits of
;; comparisons, and its digits are weighed together. The very answers of the TypeScript beside it (scan-csv.ts), which stays for all that is
;; rare: single cells are left to it (`deferred`), or the payload. test/scan/scan-core.test.ts compares. Assembled into scan-core-wasm.ts by
;; test/fixtures/make-wasm.ts.
;;
;; Memory, in bytes; scan-core.ts has the same numbers:
;;        0  rows of the payload, cells a row, deferred cells; of gathered numbers the integers, the fractions, those below zero and
;;           the cells without one; where base64 ended
;;       64  10^0 to 10^19 as integers
;;      256  10^0 to 10^22 as doubles
;;      448  10^-0 to 10^-22 as doubles
;;     1024  deferred cells, 1,024 of 12: which, from where, to where
;;    13312  of a record: its id from and to, its time from, to and in seconds of the minute before, rows and width of both payloads,
;;           of the deferred cells the first of the input and the first behind them
;;    13376  the minute before, as it is spelled up to the seconds
;;    13824  the value of each byte in base64, or 64
;;    16384  gathered numbers, 2,048 of 4
;;    24576  templates of records
;;    65536  the cells of one side, 131,072 of them: forms; at 131072 behind them mantissas, at 655360 starts, at 1179648 ends, at
;;           1703936 doubles
;;  2818048  the other side
;; 19267584  the slots of different texts, 4,096 of 4 at most; at 19284488 which cell and how often
;;  5570560  lines; at 15073280 and 17170432 the payloads of both sides that were in base64
(module
  (memory (export "memory") 295)

  ;; Vectors that lie in memory: V8 makes a constant of them anew with four instructions each time, which took a third of a number.
  (data (i32.const 704)
    "\46\46\46\46\46\46\46\46\46\46\46\46\46\46\46\46"
    "\75\75\75\75\75\75\75\75\75\75\75\75\75\75\75\75"
    "\2e\2e\2e\2e\2e\2e\2e\2e\2e\2e\2e\2e\2e\2e\2e\2e"
    "\30\30\30\30\30\30\30\30\30\30\30\30\30\30\30\30"
    "\00\01\02\03\04\05\06\07\08\09\0a\0b\0c\0d\0e\0f"
    "\e8\03\64\00\0a\00\01\00\e8\03\64\00\0a\00\01\00"
    "\2c\2c\2c\2c\2c\2c\2c\2c\2c\2c\2c\2c\2c\2c\2c\2c"
    "\22\22\22\22\22\22\22\22\22\22\22\22\22\22\22\22"
    "\5c\5c\5c\5c\5c\5c\5c\5c\5c\5c\5c\5c\5c\5c\5c\5c"
    "\7f\7f\7f\7f\7f\7f\7f\7f\7f\7f\7f\7f\7f\7f\7f\7f"
    "\20\20\20\20\20\20\20\20\20\20\20\20\20\20\20\20"
    "\b1\79\37\9e\77\ca\eb\85\3d\ae\b2\c2\2f\eb\d4\27"
    "\f7\f7\f7\f7\f7\f7\f7\f7\f7\f7\f7\f7\f7\f7\f7\f7"
    "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")

  ;; The bits of lanes that are digits: 70 on top makes them the largest of signed bytes.
  (func $digitsIn (param $bytes v128) (result i32)
    (i8x16.bitmask
      (i8x16.gt_s
        (i8x16.add (local.get $bytes) (v128.load offset=704 (i32.const 0)))
        (v128.load offset=720 (i32.const 0)))))

  ;; The bits of lanes that are dots.
  (func $dotsIn (param $bytes v128) (result i32)
    (i8x16.bitmask (i8x16.eq (local.get $bytes) (v128.load offset=736 (i32.const 0)))))

  (func $values (param $bytes v128) (result v128)
    (i8x16.sub (local.get $bytes) (v128.load offset=752 (i32.const 0))))

  ;; The first $end lanes of $values, the last of them in the last lane, without the one at $dot (16: there is none) and zeros before.
  (func $aligned (param $values v128) (param $end i32) (param $dot i32) (result v128)
    (local $from v128)
    (local.set $from
      (i8x16.add
        (v128.load offset=768 (i32.const 0))
        (i8x16.splat (i32.sub (local.get $end) (i32.const 16)))))
    (i8x16.swizzle
      (local.get $values)
      ;; What stands before the dot comes from one byte before.
      (i8x16.add
        (local.get $from)
        (i8x16.le_s
          (local.get $from)
          (i8x16.splat
            (select
              (local.get $dot)
              (i32.const -1)
              (i32.lt_u (local.get $dot) (local.get $end))))))))

  ;; The integer of the last eight digits.
  (func $lastEight (param $digits v128) (result i32)
    (local $pairs v128)
    (local.set $pairs
      (i32x4.dot_i16x8_s
        (i16x8.extend_high_i8x16_u (local.get $digits))
        (v128.load offset=784 (i32.const 0))))
    (i32.add
      (i32.mul
        (i32.add
          (i32x4.extract_lane 0 (local.get $pairs))
          (i32x4.extract_lane 1 (local.get $pairs)))
        (i32.const 10000))
      (i32.add
        (i32x4.extract_lane 2 (local.get $pairs))
        (i32x4.extract_lane 3 (local.get $pairs)))))

  ;; The integer of all sixteen.
  (func $all (param $digits v128) (result i64)
    (i64.add
      (i64.mul
        (i64.extend_i32_u
          (call $lastEight
            (i8x16.shuffle 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 (local.get $digits) (local.get $digits))))
        (i64.const 100000000))
      (i64.extend_i32_u (call $lastEight (local.get $digits)))))

  (func $power (param $exponent i32) (result i64)
    (i64.load offset=64 (i32.shl (local.get $exponent) (i32.const 3))))

  ;; $mantissa / 10^$decimals, correctly rounded; NaN where the rounding cannot be told. See `quotient` in read-decimal.ts.
  (func $quotient (param $mantissa i64) (param $decimals i32) (result f64)
    (local $whole f64) (local $rest f64) (local $power f64) (local $estimate f64) (local $back f64) (local $t f64)
    (local $eh f64) (local $el f64) (local $ph f64) (local $pl f64) (local $correction f64) (local $unsure f64) (local $least f64)
    (local.set $whole (f64.convert_i64_u (local.get $mantissa)))
    (local.set $power (f64.load offset=256 (i32.shl (local.get $decimals) (i32.const 3))))
    (local.set $estimate (f64.div (local.get $whole) (local.get $power)))
    ;; Up to 2^53 one rounding is all there is.
    (if (i64.le_u (local.get $mantissa) (i64.const 9007199254740992)) (then (return (local.get $estimate))))
    (local.set $rest
      (f64.convert_i64_s (i64.sub (local.get $mantissa) (i64.trunc_sat_f64_u (local.get $whole)))))
    (local.set $t (f64.mul (f64.const 134217729) (local.get $estimate)))
    (local.set $eh (f64.sub (local.get $t) (f64.sub (local.get $t) (local.get $estimate))))
    (local.set $el (f64.sub (local.get $estimate) (local.get $eh)))
    (local.set $t (f64.mul (f64.const 134217729) (local.get $power)))
    (local.set $ph (f64.sub (local.get $t) (f64.sub (local.get $t) (local.get $power))))
    (local.set $pl (f64.sub (local.get $power) (local.get $ph)))
    (local.set $back (f64.mul (local.get $estimate) (local.get $power)))
    (local.set $correction
      (f64.mul
        (f64.add
          (f64.sub
            (f64.sub (local.get $whole) (local.get $back))
            (f64.add
              (f64.add
                (f64.add
                  (f64.sub (f64.mul (local.get $eh) (local.get $ph)) (local.get $back))
                  (f64.mul (local.get $eh) (local.get $pl)))
                (f64.mul (local.get $el) (local.get $ph)))
              (f64.mul (local.get $el) (local.get $pl))))
          (local.get $rest))
        (f64.load offset=448 (i32.shl (local.get $decimals) (i32.const 3)))))
    (local.set $unsure (f64.mul (f64.abs (local.get $correction)) (f64.const 1.4e-15)))
    (local.set $least
      (f64.add (local.get $estimate) (f64.sub (local.get $correction) (local.get $unsure))))
    (select
      (local.get $least)
      (f64.const nan)
      (f64.eq
        (local.get $least)
        (f64.add (local.get $estimate) (f64.add (local.get $correction) (local.get $unsure))))))

  (func $storeShort (param $cells i32) (param $at i32) (param $mantissa i32) (param $form i32) (param $negative i32)
    (i32.store8
      (i32.add (local.get $cells) (local.get $at))
      (i32.or
        (local.get $form)
        (i32.shl (i32.and (local.get $negative) (i32.ne (local.get $mantissa) (i32.const 0))) (i32.const 3))))
    (i32.store offset=131072
      (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 2)))
      (i32.sub
        (i32.xor (local.get $mantissa) (i32.sub (i32.const 0) (local.get $negative)))
        (i32.sub (i32.const 0) (local.get $negative)))))

  ;; Stores a number that is no short one; 0 where it has to be deferred.
  (func $storeLong (param $cells i32) (param $at i32) (param $mantissa i64) (param $decimals i32) (param $form i32) (result i32)
    (local $value f64)
    (if (i32.gt_u (local.get $decimals) (i32.const 22)) (then (return (i32.const 0))))
    ;; What no double holds exactly is no integer.
    (if (i32.and
          (i32.eq (i32.and (local.get $form) (i32.const 7)) (i32.const 3))
          (i64.ge_u (local.get $mantissa) (i64.const 9007199254740992)))
      (then (return (i32.const 0))))
    (local.set $value (call $quotient (local.get $mantissa) (local.get $decimals)))
    (if (f64.ne (local.get $value) (local.get $value)) (then (return (i32.const 0))))
    (if (f64.eq (local.get $value) (f64.const 0))
      (then (local.set $form (i32.and (local.get $form) (i32.const 7)))))
    (i32.store8 (i32.add (local.get $cells) (local.get $at)) (local.get $form))
    (f64.store offset=1703936
      (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 3)))
      (select
        (f64.neg (local.get $value))
        (local.get $value)
        (i32.and (local.get $form) (i32.const 8))))
    (i32.const 1))

  ;; The integer of the first $count bytes of $eight, eight digits at most: at once (Lemire 2018), those that are not there as zeros before.
  (func $weigh (param $eight i64) (param $count i32) (result i32)
    (local.set $eight
      (i64.mul
        (i64.and
          (i64.shl
            (local.get $eight)
            (i64.extend_i32_u (i32.sub (i32.const 64) (i32.shl (local.get $count) (i32.const 3)))))
          (i64.const 0x0f0f0f0f0f0f0f0f))
        (i64.const 2561)))
    (local.set $eight
      (i64.mul
        (i64.and (i64.shr_u (local.get $eight) (i64.const 8)) (i64.const 0x00ff00ff00ff00ff))
        (i64.const 6553601)))
    (i32.wrap_i64
      (i64.shr_u
        (i64.mul
          (i64.and (i64.shr_u (local.get $eight) (i64.const 16)) (i64.const 0x0000ffff0000ffff))
          (i64.const 42949672960001))
        (i64.const 32))))

  ;; A number of fifteen bytes at most, its sign one of them, without a dot; 0 where it has to be deferred.
  (func $storeInteger (param $cells i32) (param $at i32) (param $start i32) (param $end i32) (param $negative i32) (result i32)
    (local $count i32)
    (local.set $count (i32.sub (local.get $end) (local.get $negative)))
    (if (result i32) (i32.le_u (local.get $count) (i32.const 8))
      (then
        (call $storeShort
          (local.get $cells)
          (local.get $at)
          (call $weigh (i64.load (i32.add (local.get $start) (local.get $negative))) (local.get $count))
          (i32.const 1)
          (local.get $negative))
        (i32.const 1))
      (else
        (call $storeMiddle
          (local.get $cells)
          (local.get $at)
          (local.get $start)
          (local.get $end)
          (local.get $negative)
          (i32.const 16)))))

  ;; The same with the dot $dot bytes behind $start.
  (func $storeDecimal (param $cells i32) (param $at i32) (param $start i32) (param $end i32) (param $negative i32) (param $dot i32) (result i32)
    (local $eight i64) (local $mask i64)
    (if (result i32) (i32.le_u (local.get $end) (i32.add (local.get $negative) (i32.const 8)))
      (then
        (local.set $eight (i64.load (i32.add (local.get $start) (local.get $negative))))
        ;; Bytes from the dot on come from one byte behind.
        (local.set $mask
          (i64.shl
            (i64.const -1)
            (i64.extend_i32_u (i32.shl (i32.sub (local.get $dot) (local.get $negative)) (i32.const 3)))))
        (call $storeShort
          (local.get $cells)
          (local.get $at)
          (call $weigh
            (i64.or
              (i64.and (local.get $eight) (i64.xor (local.get $mask) (i64.const -1)))
              (i64.and (i64.shr_u (local.get $eight) (i64.const 8)) (local.get $mask)))
            (i32.sub (i32.sub (local.get $end) (local.get $negative)) (i32.const 1)))
          (i32.add (i32.shl (i32.sub (local.get $end) (local.get $dot)) (i32.const 4)) (i32.const -14))
          (local.get $negative))
        (i32.const 1))
      (else
        (call $storeMiddle
          (local.get $cells)
          (local.get $at)
          (local.get $start)
          (local.get $end)
          (local.get $negative)
          (local.get $dot)))))

  ;; The same of any number of digits; $dot is 16 where there is none.
  (func $storeMiddle (param $cells i32) (param $at i32) (param $start i32) (param $end i32) (param $negative i32) (param $dot i32) (result i32)
    (local $values v128) (local $hasDot i32) (local $decimals i32) (local $mantissa i64)
    (local.set $hasDot (i32.lt_u (local.get $dot) (local.get $end)))
    (local.set $decimals
      (select
        (i32.sub (i32.sub (local.get $end) (local.get $dot)) (i32.const 1))
        (i32.const 0)
        (local.get $hasDot)))
    (local.set $values (call $values (v128.load (local.get $start))))
    (if (local.get $negative)
      (then (local.set $values (i8x16.replace_lane 0 (local.get $values) (i32.const 0)))))
    (local.set $mantissa (call $all (call $aligned (local.get $values) (local.get $end) (local.get $dot))))
    (if (result i32)
        (i32.le_u
          (i32.sub (i32.sub (local.get $end) (local.get $negative)) (local.get $hasDot))
          (i32.const 9))
      (then
        (call $storeShort
          (local.get $cells)
          (local.get $at)
          (i32.wrap_i64 (local.get $mantissa))
          (i32.or (i32.shl (local.get $decimals) (i32.const 4)) (i32.add (i32.const 1) (local.get $hasDot)))
          (local.get $negative))
        (i32.const 1))
      (else
        (call $storeLong
          (local.get $cells)
          (local.get $at)
          (local.get $mantissa)
          (local.get $decimals)
          (i32.or (i32.add (i32.const 3) (local.get $hasDot)) (i32.shl (local.get $negative) (i32.const 3)))))))

  ;; A number of sixteen bytes and more from $digits on: where it ends, or 0 where it has to be deferred.
  (func $storeLonger (param $cells i32) (param $at i32) (param $digits i32) (param $negative i32) (result i32)
    (local $first v128) (local $second v128) (local $dots i32) (local $dot i32) (local $end i32) (local $more i32)
    (local $ahead i64) (local $hasDot i32)
    (local.set $first (v128.load (local.get $digits)))
    (local.set $second (v128.load offset=16 (local.get $digits)))
    (local.set $dots
      (i32.or (call $dotsIn (local.get $first)) (i32.shl (call $dotsIn (local.get $second)) (i32.const 16))))
    (local.set $dot (i32.ctz (local.get $dots)))
    ;; Where neither a digit nor the first dot stands; 32 where there is no such place.
    (local.set $end
      (i32.ctz
        (i32.xor
          (i32.or
            (i32.or
              (call $digitsIn (local.get $first))
              (i32.shl (call $digitsIn (local.get $second)) (i32.const 16)))
            (i32.and (local.get $dots) (i32.sub (i32.const 0) (local.get $dots))))
          (i32.const -1))))
    (if (i32.ge_u (i32.sub (local.get $end) (i32.const 16)) (i32.const 16)) (then (return (i32.const 0))))
    (local.set $hasDot (i32.lt_u (local.get $dot) (local.get $end)))
    (if (i32.and (local.get $hasDot) (i32.eq (i32.add (local.get $dot) (i32.const 1)) (local.get $end)))
      (then (return (i32.const 0))))
    (local.set $ahead
      (call $all
        (call $aligned (call $values (local.get $first)) (i32.const 16) (local.get $dot))))
    ;; Digits of the second half, of which the dot may be one.
    (local.set $more (i32.sub (local.get $end) (i32.const 16)))
    (if (i32.gt_u (local.get $more) (i32.const 0))
      (then
        (local.set $second
          (call $aligned
            (call $values (local.get $second))
            (local.get $more)
            (i32.sub (local.get $dot) (i32.const 16))))
        (if (i32.and (local.get $hasDot) (i32.ge_u (local.get $dot) (i32.const 16)))
          (then (local.set $more (i32.sub (local.get $more) (i32.const 1)))))
        ;; Below 10^19 in all.
        (if (i64.ge_u (local.get $ahead) (call $power (i32.sub (i32.const 19) (local.get $more))))
          (then (return (i32.const 0))))
        (local.set $ahead
          (i64.add
            (i64.mul (local.get $ahead) (call $power (local.get $more)))
            (call $all (local.get $second))))))
    (select
      (i32.add (local.get $digits) (local.get $end))
      (i32.const 0)
      (call $storeLong
        (local.get $cells)
        (local.get $at)
        (local.get $ahead)
        (select
          (i32.sub (i32.sub (local.get $end) (local.get $dot)) (i32.const 1))
          (i32.const 0)
          (local.get $hasDot))
        (i32.or (i32.add (i32.const 3) (local.get $hasDot)) (i32.shl (local.get $negative) (i32.const 3))))))

  ;; Where a text from $place on ends: at the first comma, quote, backslash, control character or byte beyond printable ASCII.
  (func $endOfText (param $place i32) (result i32)
    (local $bytes v128) (local $stops i32)
    (loop $next
      (local.set $bytes (v128.load (local.get $place)))
      (local.set $stops
        (i8x16.bitmask
          (v128.or
            (v128.or
              (i8x16.eq (local.get $bytes) (v128.load offset=800 (i32.const 0)))
              (i8x16.eq (local.get $bytes) (v128.load offset=816 (i32.const 0))))
            (v128.or
              (v128.or
                (i8x16.eq (local.get $bytes) (v128.load offset=832 (i32.const 0)))
                (i8x16.eq (local.get $bytes) (v128.load offset=848 (i32.const 0))))
              (i8x16.lt_s (local.get $bytes) (v128.load offset=864 (i32.const 0)))))))
      (if (i32.eqz (local.get $stops))
        (then
          (local.set $place (i32.add (local.get $place) (i32.const 16)))
          (br $next))))
    (i32.add (local.get $place) (i32.ctz (local.get $stops))))

  ;; `hashOfBytes` of text-hash.ts.
  (func $hash (param $start i32) (param $end i32) (result i32)
    (local $hash i32) (local $left i32) (local $products v128)
    (local.set $left (i32.sub (local.get $end) (local.get $start)))
    (local.set $hash (i32.xor (i32.const 0x811c9dc5) (local.get $left)))
    (if (i32.eqz (local.get $left)) (then (return (local.get $hash))))
    (loop $next
      (local.set $products
        (i32x4.mul
          (v128.and
            (v128.load (local.get $start))
            ;; The lanes before the end.
            (i8x16.lt_s
              (v128.load offset=768 (i32.const 0))
              (i8x16.splat (select (local.get $left) (i32.const 16) (i32.lt_s (local.get $left) (i32.const 16))))))
          (v128.load offset=880 (i32.const 0))))
      (local.set $products
        (v128.xor
          (local.get $products)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $products) (local.get $products))))
      (local.set $hash
        (i32.xor
          (local.get $hash)
          (i32.xor
            (i32x4.extract_lane 0 (local.get $products))
            (i32x4.extract_lane 1 (local.get $products)))))
      (local.set $hash
        (i32.mul (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 15))) (i32.const 0x2c1b3c6d)))
      (local.set $hash (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13))))
      (local.set $start (i32.add (local.get $start) (i32.const 16)))
      (local.set $left (i32.sub (local.get $left) (i32.const 16)))
      (br_if $next (i32.gt_s (local.get $left) (i32.const 0))))
    (local.get $hash))

  (func $storeText (param $cells i32) (param $at i32) (param $start i32) (param $end i32)
    (local $form i32) (local $to i32) (local $length i32)
    (local.set $form (i32.const 5))
    (local.set $length (i32.sub (local.get $end) (local.get $start)))
    ;; `true`, `false`
    (if (i32.and
          (i32.eq (local.get $length) (i32.const 4))
          (i32.eq (i32.load (local.get $start)) (i32.const 0x65757274)))
      (then (local.set $form (i32.const 6))))
    (if (i32.and
          (i32.eq (local.get $length) (i32.const 5))
          (i32.and
            (i32.eq (i32.load (local.get $start)) (i32.const 0x736c6166))
            (i32.eq (i32.load8_u offset=4 (local.get $start)) (i32.const 101))))
      (then (local.set $form (i32.const 6))))
    (i32.store8 (i32.add (local.get $cells) (local.get $at)) (local.get $form))
    (local.set $to (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 2))))
    (i32.store offset=655360 (local.get $to) (local.get $start))
    (i32.store offset=1179648 (local.get $to) (local.get $end))
    (i32.store offset=131072 (local.get $to) (call $hash (local.get $start) (local.get $end))))

  ;; Bytes of the line break at the backslash $place, 0 where it is none.
  (func $lineBreak (param $place i32) (result i32)
    (local $letter i32)
    (local.set $letter (i32.load8_u offset=1 (local.get $place)))
    (if (i32.eq (local.get $letter) (i32.const 110)) (then (return (i32.const 2))))
    (select
      (i32.const 4)
      (i32.const 0)
      (i32.and
        (i32.eq (local.get $letter) (i32.const 114))
        (i32.eq (i32.load16_u offset=2 (local.get $place)) (i32.const 0x6e5c)))))

  ;; Whether a cell ends at $place: a comma, a quote or a line break.
  (func $isDelimiter (param $place i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u (local.get $place)))
    (if (i32.eq (local.get $byte) (i32.const 44)) (then (return (i32.const 1))))
    (if (i32.eq (local.get $byte) (i32.const 34)) (then (return (i32.const 1))))
    (if (result i32) (i32.eq (local.get $byte) (i32.const 92))
      (then (i32.ne (call $lineBreak (local.get $place)) (i32.const 0)))
      (else (i32.const 0))))

  ;; Leaves a cell to the TypeScript; 0 where there is no room for another one.
  (func $defer (param $at i32) (param $start i32) (param $end i32) (result i32)
    (local $to i32)
    (local.set $to (i32.load offset=8 (i32.const 0)))
    (if (i32.ge_u (local.get $to) (i32.const 1024)) (then (return (i32.const 0))))
    (i32.store offset=8 (i32.const 0) (i32.add (local.get $to) (i32.const 1)))
    (local.set $to (i32.mul (local.get $to) (i32.const 12)))
    (i32.store offset=1024 (local.get $to) (local.get $at))
    (i32.store offset=1028 (local.get $to) (local.get $start))
    (i32.store offset=1032 (local.get $to) (local.get $end))
    (i32.const 1))

  ;; Whether the cell from $start to $end may be a number of a form that is not known here: with an exponent, behind a plus or a blank.
  (func $mayBeNumber (param $start i32) (param $end i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u (local.get $start)))
    (if (i32.eq (local.get $byte) (i32.const 45))
      (then
        (local.set $start (i32.add (local.get $start) (i32.const 1)))
        (local.set $byte (i32.load8_u (local.get $start)))))
    (if (i32.or (i32.eq (local.get $byte) (i32.const 43)) (i32.eq (local.get $byte) (i32.const 32)))
      (then (return (i32.const 1))))
    (if (i32.ge_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10)) (then (return (i32.const 0))))
    ;; Behind digits and a dot comes an `e`, or the digits did not fit.
    (loop $next
      (local.set $byte (i32.load8_u (local.get $start)))
      (local.set $start (i32.add (local.get $start) (i32.const 1)))
      (br_if $next
        (i32.or
          (i32.lt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10))
          (i32.eq (local.get $byte) (i32.const 46)))))
    (i32.or
      (i32.gt_u (local.get $start) (local.get $end))
      (i32.eq (i32.or (local.get $byte) (i32.const 32)) (i32.const 101))))

  ;; A cell that is no number of at most sixteen bytes: where it ends, or 0 where the TypeScript has to scan the payload.
  (func $storeOther (param $cells i32) (param $at i32) (param $start i32) (result i32)
    (local $end i32) (local $byte i32) (local $negative i32)
    (local.set $negative (i32.eq (i32.load8_u (local.get $start)) (i32.const 45)))
    (local.set $end
      (call $storeLonger
        (local.get $cells)
        (local.get $at)
        (i32.add (local.get $start) (local.get $negative))
        (local.get $negative)))
    (if (local.get $end)
      (then (if (call $isDelimiter (local.get $end)) (then (return (local.get $end))))))
    (local.set $end (call $endOfText (local.get $start)))
    (if (i32.and
          (call $isDelimiter (local.get $end))
          (i32.eqz (call $mayBeNumber (local.get $start) (local.get $end))))
      (then
        (call $storeText (local.get $cells) (local.get $at) (local.get $start) (local.get $end))
        (return (local.get $end))))
    (loop $next
      (local.set $end (call $endOfText (local.get $end)))
      (local.set $byte (i32.load8_u (local.get $end)))
      (if (i32.eqz (call $isDelimiter (local.get $end)))
        (then
          (if (i32.or (i32.lt_u (local.get $byte) (i32.const 32)) (i32.eq (local.get $byte) (i32.const 92)))
            (then (return (i32.const 0))))
          (local.set $end (i32.add (local.get $end) (i32.const 1)))
          (br $next))))
    (select
      (local.get $end)
      (i32.const 0)
      (call $defer (local.get $at) (local.get $start) (local.get $end))))

  ;; A cell in quotes without one inside, and without anything that is no printable ASCII: where it ends, or 0.
  (func $storeQuoted (param $cells i32) (param $at i32) (param $start i32) (result i32)
    (local $first i32) (local $end i32) (local $byte i32)
    (local.set $first (i32.add (local.get $start) (i32.const 2)))
    (local.set $end (local.get $first))
    (loop $next
      (local.set $end (call $endOfText (local.get $end)))
      (if (i32.eq (i32.load8_u (local.get $end)) (i32.const 44))
        (then
          (local.set $end (i32.add (local.get $end) (i32.const 1)))
          (br $next))))
    ;; `\"`
    (if (i32.ne (i32.load16_u (local.get $end)) (i32.const 0x225c)) (then (return (i32.const 0))))
    (if (i32.eqz (call $isDelimiter (i32.add (local.get $end) (i32.const 2)))) (then (return (i32.const 0))))
    (local.set $byte (i32.load8_u (local.get $first)))
    (if (i32.eq (local.get $end) (local.get $first))
      (then (i32.store8 (i32.add (local.get $cells) (local.get $at)) (i32.const 0)))
      (else
        ;; What may be a number there is read as the text that it is.
        (if (i32.or
              (i32.lt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10))
              (i32.or
                (i32.eq (local.get $byte) (i32.const 32))
                (i32.or
                  (i32.eq (local.get $byte) (i32.const 43))
                  (i32.eq (local.get $byte) (i32.const 45)))))
          (then
            (if (i32.eqz
                  (call $defer (local.get $at) (local.get $start) (i32.add (local.get $end) (i32.const 2))))
              (then (return (i32.const 0)))))
          (else (call $storeText (local.get $cells) (local.get $at) (local.get $first) (local.get $end))))))
    (i32.add (local.get $end) (i32.const 2)))

  ;; The first comma, quote or backslash, 16 where there is none.
  (func $endIn (param $bytes v128) (result i32)
    (i32.ctz
      (i32.or
        (i8x16.bitmask
          (v128.or
            (i8x16.eq (local.get $bytes) (v128.load offset=800 (i32.const 0)))
            (v128.or
              (i8x16.eq (local.get $bytes) (v128.load offset=816 (i32.const 0)))
              (i8x16.eq (local.get $bytes) (v128.load offset=832 (i32.const 0))))))
        (i32.const 0x10000))))

  ;; Bytes of the line break at $place, 0 where there is none.
  (func $stepAt (param $place i32) (result i32)
    (if (result i32) (i32.eq (i32.load8_u (local.get $place)) (i32.const 92))
      (then (call $lineBreak (local.get $place)))
      (else (i32.const 0))))

  ;; Scans the payload at $from into the cells at $cells from row $first on: see `scanCsv`, whose answers these are; -3 where it has to
  ;; be asked itself.
  (func $scanPayload (param $cells i32) (param $from i32) (param $first i32) (param $stride i32) (param $keepsStarts i32) (result i32)
    (local $place i32) (local $at i32) (local $row i32) (local $width i32) (local $bytes v128) (local $start i32)
    (local $digits i32) (local $dots i32) (local $others i32) (local $end i32) (local $byte i32) (local $negative i32)
    (local $delimiter i32) (local $step i32) (local $dot i32)
    (local.set $place (local.get $from))
    (local.set $row (local.get $first))
    (local.set $at (local.get $first))
    (local.set $width (i32.const -1))
    (block $ended
      (loop $cell
        (if (i32.ge_u (local.get $at) (i32.const 131072)) (then (return (i32.const -3))))
        (if (local.get $keepsStarts)
          (then
            (i32.store offset=655360
              (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 2)))
              (local.get $place))))
        ;; The next cell waits for where this one ends, and for nothing else: at the first comma, quote or backslash.
        (local.set $bytes (v128.load (local.get $place)))
        (local.set $end (call $endIn (local.get $bytes)))
        (local.set $start (local.get $place))
        (local.set $place (i32.add (local.get $place) (local.get $end)))
        (local.set $delimiter (i32.load8_u (local.get $place)))
        (block $stored
        (if (i32.eq (local.get $delimiter) (i32.const 92))
          (then
            (local.set $step (call $lineBreak (local.get $place)))
            (if (i32.eqz (local.get $step))
              (then
                ;; A quote that begins a cell; any other escape is not known here.
                (if (i32.or (local.get $end) (i32.ne (i32.load8_u offset=1 (local.get $place)) (i32.const 34)))
                  (then (return (i32.const -3))))
                (local.set $start (i32.add (local.get $place) (i32.const 2)))
                (local.set $bytes (v128.load (local.get $start)))
                (local.set $end (call $endIn (local.get $bytes)))
                (local.set $place (i32.add (local.get $start) (local.get $end)))
                ;; One that is not short, or has a comma inside.
                (if (i32.or
                      (i32.eq (local.get $end) (i32.const 16))
                      (i32.ne (i32.load16_u (local.get $place)) (i32.const 0x225c)))
                  (then
                    (local.set $place
                      (call $storeQuoted
                        (local.get $cells)
                        (local.get $at)
                        (i32.sub (local.get $start) (i32.const 2))))
                    (if (i32.eqz (local.get $place)) (then (return (i32.const -3))))
                    (local.set $delimiter (i32.load8_u (local.get $place)))
                    (local.set $step (call $stepAt (local.get $place)))
                    (br $stored)))
                (local.set $place (i32.add (local.get $place) (i32.const 2)))
                (if (i32.eqz (call $isDelimiter (local.get $place))) (then (return (i32.const -3))))
                (local.set $delimiter (i32.load8_u (local.get $place)))
                (local.set $step (call $stepAt (local.get $place)))
                (if (local.get $keepsStarts)
                  (then
                    (i32.store offset=655360
                      (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 2)))
                      (local.get $start))))
                (if (i32.eqz (local.get $end))
                  (then
                    (i32.store8 (i32.add (local.get $cells) (local.get $at)) (i32.const 0))
                    (br $stored)))))))
        (local.set $byte (i32.load8_u (local.get $start)))
        (local.set $negative (i32.eq (local.get $byte) (i32.const 45)))
        (local.set $digits (call $digitsIn (local.get $bytes)))
        ;; What is neither a digit nor the sign.
        (local.set $others
          (i32.and
            (i32.xor (i32.or (local.get $digits) (local.get $negative)) (i32.const -1))
            (i32.sub (i32.shl (i32.const 1) (local.get $end)) (i32.const 1))))
          (block $number
            (br_if $number (i32.ge_u (local.get $end) (i32.const 16)))
            (if (local.get $others)
              (then
                ;; One dot, with a digit on both sides.
                (br_if $number (i32.and (local.get $others) (i32.sub (local.get $others) (i32.const 1))))
                (local.set $dot (i32.ctz (local.get $others)))
                (br_if $number
                  (i32.ne (i32.load8_u (i32.add (local.get $start) (local.get $dot))) (i32.const 46)))
                (br_if $number (i32.eq (local.get $dot) (local.get $negative)))
                (br_if $number (i32.eq (i32.add (local.get $dot) (i32.const 1)) (local.get $end)))
                (br_if $stored
                  (call $storeDecimal
                    (local.get $cells) (local.get $at) (local.get $start) (local.get $end) (local.get $negative) (local.get $dot))))
              (else
                (br_if $number (i32.le_u (local.get $end) (local.get $negative)))
                (br_if $stored
                  (call $storeInteger
                    (local.get $cells) (local.get $at) (local.get $start) (local.get $end) (local.get $negative))))))
          (if (i32.eqz (local.get $end))
            (then
              (if (i32.eq (local.get $at) (local.get $row))
                (then
                  ;; A line break before was the last one; an empty line is no row.
                  (br_if $ended (i32.eq (local.get $delimiter) (i32.const 34)))
                  (if (i32.eq (local.get $delimiter) (i32.const 92))
                    (then
                      (local.set $place (i32.add (local.get $place) (local.get $step)))
                      (br $cell)))))
              (i32.store8 (i32.add (local.get $cells) (local.get $at)) (i32.const 0))
              (br $stored)))
          (if (i32.and
                (i32.lt_u (local.get $end) (i32.const 16))
                (i32.eqz
                  (i32.or
                    (i32.and
                      (i8x16.bitmask
                        (v128.or
                          (i8x16.eq (local.get $bytes) (v128.load offset=848 (i32.const 0)))
                          (i8x16.lt_s (local.get $bytes) (v128.load offset=864 (i32.const 0)))))
                      (i32.sub (i32.shl (i32.const 1) (local.get $end)) (i32.const 1)))
                    (call $mayBeNumber (local.get $start) (i32.add (local.get $start) (local.get $end))))))
            (then
              (call $storeText
                (local.get $cells)
                (local.get $at)
                (local.get $start)
                (i32.add (local.get $start) (local.get $end)))
              (br $stored)))
          ;; Behind quotes.
          (if (i32.ne (i32.add (local.get $start) (local.get $end)) (local.get $place))
            (then
              (br_if $stored
                (call $defer (local.get $at) (i32.sub (local.get $start) (i32.const 2)) (local.get $place)))
              (return (i32.const -3))))
          (local.set $place (call $storeOther (local.get $cells) (local.get $at) (local.get $start)))
          (if (i32.eqz (local.get $place)) (then (return (i32.const -3))))
          (local.set $delimiter (i32.load8_u (local.get $place)))
          (local.set $step (call $stepAt (local.get $place))))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (if (i32.eq (local.get $delimiter) (i32.const 44))
          (then
            (local.set $place (i32.add (local.get $place) (i32.const 1)))
            (br $cell)))
        ;; The row ends.
        (if (i32.lt_s (local.get $width) (i32.const 0))
          (then (local.set $width (i32.sub (local.get $at) (local.get $row))))
          (else
            (if (i32.ne (i32.sub (local.get $at) (local.get $row)) (local.get $width))
              (then (return (i32.const -1))))))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (local.set $at (local.get $row))
        (br_if $ended (i32.eq (local.get $delimiter) (i32.const 34)))
        (local.set $place (i32.add (local.get $place) (local.get $step)))
        (if (i32.eq (local.get $row) (local.get $stride)) (then (return (i32.const -2))))
        (br $cell)))
    (if (i32.lt_s (local.get $width) (i32.const 0)) (then (return (i32.const -1))))
    (i32.store (i32.const 0) (i32.sub (local.get $row) (local.get $first)))
    (i32.store offset=4 (i32.const 0) (i32.div_u (local.get $width) (local.get $stride)))
    (local.get $place))

  (func (export "scanCsv") (param $cells i32) (param $from i32) (param $first i32) (param $stride i32) (param $keepsStarts i32) (result i32)
    (i32.store offset=8 (i32.const 0) (i32.const 0))
    (call $scanPayload
      (local.get $cells) (local.get $from) (local.get $first) (local.get $stride) (local.get $keepsStarts)))

  ;; Whether the $length bytes at $a and $b are the same.
  (func $areSame (param $a i32) (param $b i32) (param $length i32) (result i32)
    (loop $next
      (if (i32.ge_s (local.get $length) (i32.const 16))
        (then
          (if (i32.eqz
                (i8x16.all_true (i8x16.eq (v128.load (local.get $a)) (v128.load (local.get $b)))))
            (then (return (i32.const 0))))
          (local.set $a (i32.add (local.get $a) (i32.const 16)))
          (local.set $b (i32.add (local.get $b) (i32.const 16)))
          (local.set $length (i32.sub (local.get $length) (i32.const 16)))
          (br $next))))
    ;; Of the last ones, lanes behind the end do not count.
    (i32.eqz
      (i32.and
        (i32.xor (i8x16.bitmask (i8x16.eq (v128.load (local.get $a)) (v128.load (local.get $b)))) (i32.const -1))
        (i32.sub (i32.shl (i32.const 1) (local.get $length)) (i32.const 1)))))

  ;; The quote that ends a text of printable ASCII without escapes; 0 where it is another one.
  (func $endOfPlain (param $place i32) (result i32)
    (loop $next
      (local.set $place (call $endOfText (local.get $place)))
      (if (i32.eq (i32.load8_u (local.get $place)) (i32.const 44))
        (then
          (local.set $place (i32.add (local.get $place) (i32.const 1)))
          (br $next))))
    (select (local.get $place) (i32.const 0) (i32.eq (i32.load8_u (local.get $place)) (i32.const 34))))

  ;; Seconds of the time from $start to $end where it is of the minute before, otherwise -1.
  (func $secondsOf (param $start i32) (param $end i32) (result i32)
    (local $tens i32) (local $ones i32)
    (local.set $tens (i32.sub (i32.load8_u offset=17 (local.get $start)) (i32.const 48)))
    (local.set $ones (i32.sub (i32.load8_u offset=18 (local.get $start)) (i32.const 48)))
    (select
      (i32.add (i32.mul (local.get $tens) (i32.const 10)) (local.get $ones))
      (i32.const -1)
      (i32.and
        (i32.and
          (i32.and (i32.lt_u (local.get $tens) (i32.const 6)) (i32.lt_u (local.get $ones) (i32.const 10)))
          (i32.and
            (i32.eq (i32.sub (local.get $end) (local.get $start)) (i32.const 20))
            (i32.eq (i32.load8_u offset=19 (local.get $start)) (i32.const 90))))
        (call $areSame (local.get $start) (i32.const 13376) (i32.const 17)))))

  ;; Scans the record at $at by a template: how many holes it has; then the length of each piece of literal text and what stands in the
  ;; hole behind it (0 and 1: the payloads, 2: the id, 3: the time, others: any text, -1: nothing more); then the pieces. Returns where
  ;; the record ends, or what `scanCsv` returns.
  (func (export "scanRecord") (param $template i32) (param $at i32) (param $filled i32) (param $first i32) (param $inputStride i32) (param $outputStride i32) (param $keepsStarts i32) (result i32)
    (local $literal i32) (local $length i32) (local $hole i32) (local $start i32)
    (i32.store offset=8 (i32.const 0) (i32.const 0))
    (local.set $literal
      (i32.add
        (i32.add (local.get $template) (i32.const 12))
        (i32.shl (i32.load (local.get $template)) (i32.const 3))))
    (loop $next
      (local.set $length (i32.load offset=4 (local.get $template)))
      (if (i32.gt_u (i32.add (local.get $at) (local.get $length)) (local.get $filled))
        (then (return (i32.const -1))))
      (if (i32.eqz (call $areSame (local.get $at) (local.get $literal) (local.get $length)))
        (then (return (i32.const -1))))
      (local.set $at (i32.add (local.get $at) (local.get $length)))
      (local.set $literal (i32.add (local.get $literal) (local.get $length)))
      (local.set $hole (i32.load offset=8 (local.get $template)))
      (local.set $template (i32.add (local.get $template) (i32.const 8)))
      (if (i32.ge_s (local.get $hole) (i32.const 2))
        (then
          (local.set $start (local.get $at))
          (local.set $at (call $endOfPlain (local.get $at)))
          (if (i32.eqz (local.get $at)) (then (return (i32.const -1))))
          (if (i32.eq (local.get $hole) (i32.const 2))
            (then
              (i32.store offset=13312 (i32.const 0) (local.get $start))
              (i32.store offset=13316 (i32.const 0) (local.get $at))))
          (if (i32.eq (local.get $hole) (i32.const 3))
            (then
              (i32.store offset=13320 (i32.const 0) (local.get $start))
              (i32.store offset=13324 (i32.const 0) (local.get $at))
              (i32.store offset=13328 (i32.const 0) (call $secondsOf (local.get $start) (local.get $at)))))
          (br $next)))
      (if (i32.eqz (local.get $hole))
        (then
          (i32.store offset=13348 (i32.const 0) (i32.load offset=8 (i32.const 0)))
          (local.set $at
            (call $scanPayload
              (i32.const 65536) (local.get $at) (local.get $first) (local.get $inputStride) (local.get $keepsStarts)))
          (if (i32.lt_s (local.get $at) (i32.const 0)) (then (return (local.get $at))))
          (i32.store offset=13332 (i32.const 0) (i32.load (i32.const 0)))
          (i32.store offset=13336 (i32.const 0) (i32.load offset=4 (i32.const 0)))
          (i32.store offset=13352 (i32.const 0) (i32.load offset=8 (i32.const 0)))
          (br $next)))
      (if (i32.eq (local.get $hole) (i32.const 1))
        (then
          (local.set $at
            (call $scanPayload
              (i32.const 2818048) (local.get $at) (local.get $first) (local.get $outputStride) (local.get $keepsStarts)))
          (if (i32.lt_s (local.get $at) (i32.const 0)) (then (return (local.get $at))))
          (i32.store offset=13340 (i32.const 0) (i32.load (i32.const 0)))
          (i32.store offset=13344 (i32.const 0) (i32.load offset=4 (i32.const 0)))
          (br $next))))
    (local.get $at))

  ;; The short numbers from cell $at to $end, 2,048 at most, as integers of $decimals places, and their classes. Returns where one begins that is
  ;; neither such a number nor missing.
  (func (export "gatherNumbers") (param $cells i32) (param $at i32) (param $end i32) (param $decimals i32) (result i32)
    (local $to i32) (local $form i32) (local $forms v128) (local $numbers v128) (local $wanted v128) (local $bits i32)
    (local $integral i32) (local $fractional i32) (local $negative i32) (local $missing i32) (local $from i32) (local $stop i32)
    (local $value i64)
    (local.set $to (i32.const 16384))
    (local.set $wanted
      (i8x16.splat
        (select
          (i32.or (i32.shl (local.get $decimals) (i32.const 4)) (i32.const 2))
          (i32.const 1)
          (local.get $decimals))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $forms (v128.load (i32.add (local.get $cells) (local.get $at))))
        (local.set $numbers
          (i8x16.eq (v128.and (local.get $forms) (v128.load offset=896 (i32.const 0))) (local.get $wanted)))
        (local.set $stop (i32.add (local.get $at) (i32.const 16)))
        (local.set $from (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 2))))
        (if (i32.and
              (i32.le_u (local.get $stop) (local.get $end))
              (i8x16.all_true
                (v128.or
                  (local.get $numbers)
                  (i8x16.eq (local.get $forms) (v128.load offset=912 (i32.const 0))))))
          (then
            (local.set $bits (i8x16.bitmask (local.get $numbers)))
            (local.set $missing
              (i32.sub (i32.add (local.get $missing) (i32.const 16)) (i32.popcnt (local.get $bits))))
            (local.set $negative
              (i32.add
                (local.get $negative)
                (i32.popcnt (i8x16.bitmask (i16x8.shl (local.get $forms) (i32.const 4))))))
            (if (local.get $decimals)
              (then (local.set $fractional (i32.add (local.get $fractional) (i32.popcnt (local.get $bits)))))
              (else (local.set $integral (i32.add (local.get $integral) (i32.popcnt (local.get $bits))))))
            (local.set $at (local.get $stop))
            (if (i32.eq (local.get $bits) (i32.const 0xffff))
              (then
                (v128.store (local.get $to) (v128.load offset=131072 (local.get $from)))
                (v128.store offset=16 (local.get $to) (v128.load offset=131088 (local.get $from)))
                (v128.store offset=32 (local.get $to) (v128.load offset=131104 (local.get $from)))
                (v128.store offset=48 (local.get $to) (v128.load offset=131120 (local.get $from)))
                (local.set $to (i32.add (local.get $to) (i32.const 64)))
                (br $next)))
            (br_if $next (i32.eqz (local.get $bits)))
            (loop $number
              (i32.store
                (local.get $to)
                (i32.load offset=131072
                  (i32.add (local.get $from) (i32.shl (i32.ctz (local.get $bits)) (i32.const 2)))))
              (local.set $to (i32.add (local.get $to) (i32.const 4)))
              (br_if $number
                (local.tee $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))))
            (br $next)))
        ;; Cells of other places, or the last ones, one by one.
        (local.set $stop (select (local.get $stop) (local.get $end) (i32.le_u (local.get $stop) (local.get $end))))
        (loop $cell
          (local.set $form (i32.load8_u (i32.add (local.get $cells) (local.get $at))))
          (if (local.get $form)
            (then
              ;; An integer or a decimal of no more places.
              (br_if $done
                (i32.or
                  (i32.ge_u
                    (i32.sub (i32.and (local.get $form) (i32.const 7)) (i32.const 1))
                    (i32.const 2))
                  (i32.gt_u (i32.shr_u (local.get $form) (i32.const 4)) (local.get $decimals))))
              (local.set $value
                (i64.mul
                  (i64.load32_s offset=131072 (local.get $from))
                  (call $power
                    (i32.sub (local.get $decimals) (i32.shr_u (local.get $form) (i32.const 4))))))
              (br_if $done
                (i64.gt_u
                  (i64.add (local.get $value) (i64.const 2147483647))
                  (i64.const 4294967294)))
              (i32.store (local.get $to) (i32.wrap_i64 (local.get $value)))
              (local.set $to (i32.add (local.get $to) (i32.const 4)))
              (local.set $negative
                (i32.add (local.get $negative) (i32.and (i32.shr_u (local.get $form) (i32.const 3)) (i32.const 1))))
              (if (i32.and (local.get $form) (i32.const 2))
                (then (local.set $fractional (i32.add (local.get $fractional) (i32.const 1))))
                (else (local.set $integral (i32.add (local.get $integral) (i32.const 1))))))
            (else (local.set $missing (i32.add (local.get $missing) (i32.const 1)))))
          (local.set $from (i32.add (local.get $from) (i32.const 4)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br_if $cell (i32.lt_u (local.get $at) (local.get $stop))))
        (br $next)))
    (i32.store offset=12 (i32.const 0) (local.get $integral))
    (i32.store offset=16 (i32.const 0) (local.get $fractional))
    (i32.store offset=20 (i32.const 0) (local.get $negative))
    (i32.store offset=24 (i32.const 0) (local.get $missing))
    (local.get $at))

  ;; Writes the bytes from $from to $end as the inside of a JSON string from $to on, and returns where that ends; 0 where a control
  ;; character is no line break. There is room for twice as many and sixteen more, and what is written may overlap what was read already.
  (func (export "escape") (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $bytes v128) (local $plain i32) (local $byte i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $bytes (v128.load (local.get $from)))
        (local.set $plain
          (i32.ctz
            (i32.or
              (i8x16.bitmask
                (v128.or
                  (i8x16.lt_u (local.get $bytes) (v128.load offset=864 (i32.const 0)))
                  (v128.or
                    (i8x16.eq (local.get $bytes) (v128.load offset=816 (i32.const 0)))
                    (i8x16.eq (local.get $bytes) (v128.load offset=832 (i32.const 0))))))
              (i32.const 0x10000))))
        (if (i32.gt_u (local.get $plain) (i32.sub (local.get $end) (local.get $from)))
          (then (local.set $plain (i32.sub (local.get $end) (local.get $from)))))
        (v128.store (local.get $to) (local.get $bytes))
        (local.set $from (i32.add (local.get $from) (local.get $plain)))
        (local.set $to (i32.add (local.get $to) (local.get $plain)))
        (br_if $next (i32.eq (local.get $plain) (i32.const 16)))
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $from)))
        (if (i32.lt_u (local.get $byte) (i32.const 32))
          (then
            (if (i32.eq (local.get $byte) (i32.const 10))
              (then (local.set $byte (i32.const 110)))
              (else
                (if (i32.ne (local.get $byte) (i32.const 13)) (then (return (i32.const 0))))
                (local.set $byte (i32.const 114))))))
        (i32.store8 (local.get $to) (i32.const 92))
        (i32.store8 offset=1 (local.get $to) (local.get $byte))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (local.set $to (i32.add (local.get $to) (i32.const 2)))
        (br $next)))
    (local.get $to))

  ;; The value of a letter of base64; 64 of any other byte.
  (func $sextet (param $place i32) (result i32)
    (i32.load8_u offset=13824 (i32.load8_u (local.get $place))))

  ;; Decodes the base64 from $from to the quote behind it (RFC 4648, with or without padding; the bits that are left over are not looked
  ;; at), to $to, and returns where the bytes end; 0 where it is none. Three bytes more may be written.
  (func (export "decodeBase64") (param $from i32) (param $to i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $pads i32)
    (loop $next
      (local.set $a (call $sextet (local.get $from)))
      (local.set $b (call $sextet (i32.add (local.get $from) (i32.const 1))))
      (local.set $c (call $sextet (i32.add (local.get $from) (i32.const 2))))
      (local.set $d (call $sextet (i32.add (local.get $from) (i32.const 3))))
      (i32.store
        (local.get $to)
        (i32.or
          (i32.or
            (i32.and (i32.shl (local.get $a) (i32.const 2)) (i32.const 0xff))
            (i32.and (i32.shr_u (local.get $b) (i32.const 4)) (i32.const 3)))
          (i32.or
            (i32.shl
              (i32.or
                (i32.shl (i32.and (local.get $b) (i32.const 15)) (i32.const 4))
                (i32.and (i32.shr_u (local.get $c) (i32.const 2)) (i32.const 15)))
              (i32.const 8))
            (i32.shl
              (i32.or
                (i32.shl (i32.and (local.get $c) (i32.const 3)) (i32.const 6))
                (i32.and (local.get $d) (i32.const 63)))
              (i32.const 16)))))
      (if (i32.lt_u
            (i32.or (i32.or (local.get $a) (local.get $b)) (i32.or (local.get $c) (local.get $d)))
            (i32.const 64))
        (then
          (local.set $from (i32.add (local.get $from) (i32.const 4)))
          (local.set $to (i32.add (local.get $to) (i32.const 3)))
          (br $next))))
    ;; Up to three letters are left, which hold one byte less.
    (if (i32.ne (local.get $a) (i32.const 64))
      (then
        ;; One alone holds none.
        (if (i32.eq (local.get $b) (i32.const 64)) (then (return (i32.const 0))))
        (local.set $pads (i32.add (i32.const 1) (i32.eq (local.get $c) (i32.const 64))))
        (local.set $from (i32.sub (i32.add (local.get $from) (i32.const 4)) (local.get $pads)))
        (local.set $to (i32.sub (i32.add (local.get $to) (i32.const 3)) (local.get $pads)))))
    (if (local.get $pads)
      (then
        (if (i32.eq (i32.load8_u (local.get $from)) (i32.const 61))
          (then
            (local.set $from (i32.add (local.get $from) (i32.const 1)))
            (if (i32.eq (local.get $pads) (i32.const 2))
              (then
                (if (i32.ne (i32.load8_u (local.get $from)) (i32.const 61)) (then (return (i32.const 0))))
                (local.set $from (i32.add (local.get $from) (i32.const 1)))))))))
    (i32.store offset=28 (i32.const 0) (local.get $from))
    (select (local.get $to) (i32.const 0) (i32.eq (i32.load8_u (local.get $from)) (i32.const 34))))

  ;; The different texts of the cells from $at to $end, 1,024 at most, each with the first cell that has it and how often it comes, in the
  ;; order in which they come first. Returns how many.
  (func (export "countTexts") (param $cells i32) (param $at i32) (param $end i32) (result i32)
    (local $mask i32) (local $from i32) (local $hash i32) (local $length i32) (local $slot i32) (local $entry i32)
    (local $other i32) (local $count i32)
    ;; Twice as many slots as texts at least; an entry's number, from 1, times 8.
    (local.set $mask
      (i32.sub
        (i32.shl (i32.const 8) (i32.sub (i32.const 32) (i32.clz (i32.sub (local.get $end) (local.get $at)))))
        (i32.const 4)))
    (memory.fill (i32.const 19267584) (i32.const 0) (i32.add (local.get $mask) (i32.const 4)))
    (local.set $from (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 2))))
    (local.set $end (i32.add (local.get $cells) (i32.shl (local.get $end) (i32.const 2))))
    (loop $next
      (local.set $hash (i32.load offset=131072 (local.get $from)))
      (local.set $length
        (i32.sub (i32.load offset=1179648 (local.get $from)) (i32.load offset=655360 (local.get $from))))
      (local.set $slot (i32.shl (local.get $hash) (i32.const 2)))
      (block $found
        (loop $probe
          (local.set $slot (i32.and (local.get $slot) (local.get $mask)))
          (local.set $entry (i32.load offset=19267584 (local.get $slot)))
          (if (i32.eqz (local.get $entry))
            (then
              (local.set $count (i32.add (local.get $count) (i32.const 8)))
              (i32.store offset=19267584 (local.get $slot) (local.get $count))
              (i32.store offset=19284480 (local.get $count) (local.get $from))
              (i32.store offset=19284484 (local.get $count) (i32.const 1))
              (br $found)))
          (local.set $other (i32.load offset=19284480 (local.get $entry)))
          (local.set $slot (i32.add (local.get $slot) (i32.const 4)))
          (br_if $probe (i32.ne (i32.load offset=131072 (local.get $other)) (local.get $hash)))
          (br_if $probe
            (i32.ne
              (i32.sub (i32.load offset=1179648 (local.get $other)) (i32.load offset=655360 (local.get $other)))
              (local.get $length)))
          (br_if $probe
            (i32.eqz
              (call $areSame
                (i32.load offset=655360 (local.get $other))
                (i32.load offset=655360 (local.get $from))
                (local.get $length))))
          (i32.store offset=19284484
            (local.get $entry)
            (i32.add (i32.load offset=19284484 (local.get $entry)) (i32.const 1)))))
      (br_if $next (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 4))) (local.get $end))))
    ;; Numbers of cells, and not their places.
    (local.set $entry (local.get $count))
    (loop $number
      (i32.store offset=19284480
        (local.get $entry)
        (i32.shr_u
          (i32.sub (i32.load offset=19284480 (local.get $entry)) (local.get $cells))
          (i32.const 2)))
      (br_if $number (local.tee $entry (i32.sub (local.get $entry) (i32.const 8)))))
    (i32.shr_u (local.get $count) (i32.const 3)))

  ;; The value of JSON at $start: where it ends, or 0 where the TypeScript has to scan the payload. See `scanValue` of scan-json.ts.
  (func $storeValue (param $cells i32) (param $at i32) (param $start i32) (result i32)
    (local $byte i32) (local $word i32) (local $bytes v128) (local $negative i32) (local $others i32) (local $end i32) (local $dot i32)
    (i32.store offset=655360 (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 2))) (local.get $start))
    (local.set $byte (i32.load8_u (local.get $start)))
    (local.set $negative (i32.eq (local.get $byte) (i32.const 45)))
    (if (i32.and
          (i32.eqz (local.get $negative))
          (i32.ge_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10)))
      (then
        (if (i32.eq (local.get $byte) (i32.const 92))
          (then (return (call $storeJsonText (local.get $cells) (local.get $at) (local.get $start)))))
        (local.set $word (i32.load (local.get $start)))
        ;; `null`, `true`, `false`
        (if (i32.eq (local.get $word) (i32.const 0x6c6c756e))
          (then
            (i32.store8 (i32.add (local.get $cells) (local.get $at)) (i32.const 0))
            (return (i32.add (local.get $start) (i32.const 4)))))
        (local.set $end
          (i32.add
            (i32.const 4)
            (i32.and
              (i32.eq (local.get $word) (i32.const 0x736c6166))
              (i32.eq (i32.load8_u offset=4 (local.get $start)) (i32.const 101)))))
        (if (i32.and
              (i32.ne (local.get $word) (i32.const 0x65757274))
              (i32.eq (local.get $end) (i32.const 4)))
          (then (return (i32.const 0))))
        (local.set $end (i32.add (local.get $start) (local.get $end)))
        (call $storeText (local.get $cells) (local.get $at) (local.get $start) (local.get $end))
        (return (local.get $end))))
    (local.set $bytes (v128.load (local.get $start)))
    ;; The first that is neither the sign nor a digit, and of a fraction the first behind its dot.
    (local.set $others
      (i32.xor (i32.or (call $digitsIn (local.get $bytes)) (local.get $negative)) (i32.const 0x1ffff)))
    (local.set $end (i32.ctz (local.get $others)))
    (local.set $dot (i32.const 16))
    ;; A digit at least, and no zero before others.
    (if (i32.or
          (i32.eq (local.get $end) (local.get $negative))
          (i32.and
            (i32.eq
              (i32.load8_u (i32.add (local.get $start) (local.get $negative)))
              (i32.const 48))
            (i32.gt_u (i32.sub (local.get $end) (local.get $negative)) (i32.const 1))))
      (then (return (i32.const 0))))
    (if (i32.eq (i32.load8_u (i32.add (local.get $start) (local.get $end))) (i32.const 46))
      (then
        (local.set $dot (local.get $end))
        (local.set $end
          (i32.ctz
            (i32.or
              (i32.and (local.get $others) (i32.sub (local.get $others) (i32.const 1)))
              (i32.const 0x10000))))
        (if (i32.eq (i32.add (local.get $dot) (i32.const 1)) (local.get $end)) (then (return (i32.const 0))))))
    (block $deferred
      (if (i32.lt_u (local.get $end) (i32.const 16))
        (then
          (br_if $deferred
            (i32.eq
              (i32.or (i32.load8_u (i32.add (local.get $start) (local.get $end))) (i32.const 32))
              (i32.const 101)))
          (br_if $deferred
            (i32.eqz
              (if (result i32) (i32.eq (local.get $dot) (i32.const 16))
                (then
                  (call $storeInteger
                    (local.get $cells) (local.get $at) (local.get $start) (local.get $end) (local.get $negative)))
                (else
                  (call $storeDecimal
                    (local.get $cells) (local.get $at) (local.get $start) (local.get $end) (local.get $negative) (local.get $dot))))))
          (local.set $end (i32.add (local.get $start) (local.get $end))))
        (else
          (local.set $end
            (call $storeLonger
              (local.get $cells)
              (local.get $at)
              (i32.add (local.get $start) (local.get $negative))
              (local.get $negative)))
          (br_if $deferred (i32.eqz (local.get $end)))
          (br_if $deferred
            (i32.eq (i32.or (i32.load8_u (local.get $end)) (i32.const 32)) (i32.const 101)))))
      ;; A fraction that is an integer by its value.
      (if (i32.eq
            (i32.and (i32.load8_u (i32.add (local.get $cells) (local.get $at))) (i32.const 7))
            (i32.const 4))
        (then
          (br_if $deferred
            (f64.eq
              (f64.load offset=1703936 (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 3))))
              (f64.trunc
                (f64.load offset=1703936 (i32.add (local.get $cells) (i32.shl (local.get $at) (i32.const 3)))))))))
      (return (local.get $end)))
    ;; Deferred, up to where no letter of a number stands.
    (local.set $end (local.get $start))
    (loop $next
      (local.set $end (i32.add (local.get $end) (i32.const 1)))
      (local.set $byte (i32.load8_u (local.get $end)))
      (br_if $next
        (i32.or
          (i32.lt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10))
          (i32.or
            (i32.or (i32.eq (local.get $byte) (i32.const 46)) (i32.eq (local.get $byte) (i32.const 43)))
            (i32.or
              (i32.eq (local.get $byte) (i32.const 45))
              (i32.eq (i32.or (local.get $byte) (i32.const 32)) (i32.const 101)))))))
    (select
      (local.get $end)
      (i32.const 0)
      (call $defer (local.get $at) (local.get $start) (local.get $end))))

  ;; A text of printable ASCII without escapes, behind `\"` at $start: where it ends, or 0.
  (func $storeJsonText (param $cells i32) (param $at i32) (param $start i32) (result i32)
    (local $end i32)
    (if (i32.ne (i32.load16_u (local.get $start)) (i32.const 0x225c)) (then (return (i32.const 0))))
    (local.set $start (i32.add (local.get $start) (i32.const 2)))
    (local.set $end (local.get $start))
    (loop $next
      (local.set $end (call $endOfText (local.get $end)))
      (if (i32.eq (i32.load8_u (local.get $end)) (i32.const 44))
        (then
          (local.set $end (i32.add (local.get $end) (i32.const 1)))
          (br $next))))
    (if (i32.ne (i32.load16_u (local.get $end)) (i32.const 0x225c)) (then (return (i32.const 0))))
    (call $storeText (local.get $cells) (local.get $at) (local.get $start) (local.get $end))
    ;; A text, whatever it spells.
    (i32.store8 (i32.add (local.get $cells) (local.get $at)) (i32.const 5))
    (i32.add (local.get $end) (i32.const 2)))

  ;; Scans the payload of JSON at $from by a template: its width; the length of what stands between two rows, -1 where that is not known;
  ;; the lengths of what stands before the first value, before the second, ..., behind the last; then all of these, and what stands
  ;; between rows. See `scanJson` of scan-json.ts, whose answers these are; -3 where it has to be asked itself.
  (func (export "scanJson") (param $cells i32) (param $template i32) (param $from i32) (param $first i32) (param $stride i32) (result i32)
    (local $width i32) (local $between i32) (local $literals i32) (local $literal i32) (local $lengths i32) (local $length i32)
    (local $row i32) (local $at i32) (local $left i32)
    (i32.store offset=8 (i32.const 0) (i32.const 0))
    (local.set $width (i32.load (local.get $template)))
    (local.set $between (i32.load offset=4 (local.get $template)))
    (local.set $lengths (i32.add (local.get $template) (i32.const 8)))
    (local.set $literals
      (i32.add (local.get $template) (i32.shl (i32.add (local.get $width) (i32.const 3)) (i32.const 2))))
    (local.set $length (i32.load (local.get $lengths)))
    (if (i32.eqz (call $areSame (local.get $from) (local.get $literals) (local.get $length)))
      (then (return (i32.const -1))))
    (local.set $from (i32.add (local.get $from) (local.get $length)))
    (local.set $literals (i32.add (local.get $literals) (local.get $length)))
    (local.set $row (local.get $first))
    (block $ended
      (loop $next
        (if (i32.eq (local.get $row) (local.get $stride)) (then (return (i32.const -2))))
        (local.set $lengths (i32.add (local.get $template) (i32.const 12)))
        (local.set $literal (local.get $literals))
        (local.set $at (local.get $row))
        (local.set $left (local.get $width))
        (loop $value
          (local.set $from (call $storeValue (local.get $cells) (local.get $at) (local.get $from)))
          (if (i32.eqz (local.get $from)) (then (return (i32.const -3))))
          (local.set $length (i32.load (local.get $lengths)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (if (local.get $left)
            (then
              (if (i32.eqz (call $areSame (local.get $from) (local.get $literal) (local.get $length)))
                (then (return (i32.const -1))))
              (local.set $from (i32.add (local.get $from) (local.get $length)))
              (local.set $literal (i32.add (local.get $literal) (local.get $length)))
              (local.set $lengths (i32.add (local.get $lengths) (i32.const 4)))
              (local.set $at (i32.add (local.get $at) (local.get $stride)))
              (br $value))))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        ;; $literal and $length are those of what stands behind the last row.
        (if (call $areSame (local.get $from) (local.get $literal) (local.get $length))
          (then
            (br_if $ended
              (i32.eq (i32.load8_u (i32.add (local.get $from) (local.get $length))) (i32.const 34)))))
        (if (i32.lt_s (local.get $between) (i32.const 0)) (then (return (i32.const -1))))
        (if (i32.eqz
              (call $areSame
                (local.get $from)
                (i32.add (local.get $literal) (local.get $length))
                (local.get $between)))
          (then (return (i32.const -1))))
        (local.set $from (i32.add (local.get $from) (local.get $between)))
        (br $next)))
    (i32.store (i32.const 0) (i32.sub (local.get $row) (local.get $first)))
    (i32.store offset=4 (i32.const 0) (local.get $width))
    (i32.add (local.get $from) (local.get $length)))
)
