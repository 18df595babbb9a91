/**
 * The solution x of A·x = b for a symmetric positive definite matrix (row by row, n × n; only its lower triangle is
 * read) by Cholesky's decomposition (Golub & Van Loan, Matrix Computations, algorithm 4.2.1). Throws `RangeError`
 * when the matrix is not positive definite.
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const factor = cholesky(matrix, n);
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) x[i]! -= factor[i * n + j]! * x[j]!;
    x[i]! /= factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i]! -= factor[j * n + i]! * x[j]!;
    x[i]! /= factor[i * n + i]!;
  }
  return x;
}

function cholesky(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) factor[i * n + j] = sum / factor[j * n + j]!;
      else if (sum > 0) factor[i * n + i] = Math.sqrt(sum);
      else
        throw new RangeError(
          `Got a matrix that is not positive definite (pivot ${i} is ${sum}); expected one that is. Raise the penalty l2.`,
        );
    }
  }
  return factor;
}
