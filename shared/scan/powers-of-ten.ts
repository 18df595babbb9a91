/** Up to 10²² a power of ten is a double. */
export const MOST_DECIMALS = 22;
export const POWERS = Float64Array.from({ length: MOST_DECIMALS + 1 }, (_, exponent) =>
  Number(`1e${exponent}`),
);
/** The doubles nearest to 10⁰ to 10⁻²². */
export const NEGATIVE_POWERS = Float64Array.from({ length: MOST_DECIMALS + 1 }, (_, exponent) =>
  Number(`1e-${exponent}`),
);
