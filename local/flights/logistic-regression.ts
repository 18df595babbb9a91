/**
 * Logistic regression with a quadratic penalty, fitted by Newton's method (iteratively reweighted least squares:
 * Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, §4.4.1). No random numbers and no learning
 * rate: the same rows give the same weights.
 */
import { UnusableInput } from "../../shared/errors.ts";
import type { Design } from "./design-matrix.ts";
import { solvePositive } from "./solve-positive.ts";

export interface FitOptions {
  /** Newton steps at most; January is fitted in 7. */
  readonly iterations?: number;
  /** λ of the penalty λ/2·‖w‖², on every weight but the intercept; scikit-learn's 1/C. */
  readonly l2?: number;
}

export interface Fit {
  /** Of the design's terms, in their order; the first is the intercept. */
  readonly weights: Float64Array;
  readonly iterations: number;
  /** Whether the last step changed no weight by more than 1e-6. */
  readonly converged: boolean;
}

/** Negative log-likelihood with its penalty, and its derivatives. */
interface Slope {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Row by row, lower triangle only. */
  readonly hessian: Float64Array;
}

const TOLERANCE = 1e-6;
const HALVINGS = 20;

/** The weights that fit the labels (1 or 0) best. Throws `UnusableInput` when one of the classes is empty. */
export function fitLogisticRegression(design: Design, labels: Uint8Array, options: FitOptions = {}): Fit {
  const { iterations = 25, l2 = 1 } = options;
  requireBothClasses(labels);
  let weights = new Float64Array(design.terms);
  let slope = slopeAt(design, labels, weights, l2);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const step = solvePositive(slope.hessian, slope.gradient);
    const next = descend(design, labels, weights, step, slope.loss, l2);
    if (next === undefined) return { weights, iterations: iteration, converged: true };
    ({ weights, slope } = next);
    if (next.moved <= TOLERANCE) return { weights, iterations: iteration, converged: true };
  }
  return { weights, iterations, converged: false };
}

function requireBothClasses(labels: Uint8Array): void {
  const positive = labels.reduce((sum, label) => sum + label, 0);
  if (positive > 0 && positive < labels.length) return;
  throw new UnusableInput(
    `Got ${labels.length} training rows, ${positive} of them with label 1; expected rows with label 0 and rows with label 1. Train on a longer period.`,
  );
}

/** One Newton step, halved until the loss falls; undefined when no part of it lowers the loss: this is the minimum. */
function descend(
  design: Design,
  labels: Uint8Array,
  from: Float64Array,
  step: Float64Array,
  loss: number,
  l2: number,
) {
  for (let scale = 1, halving = 0; halving < HALVINGS; scale /= 2, halving++) {
    const weights = from.map((weight, i) => weight - scale * step[i]!);
    const slope = slopeAt(design, labels, weights, l2);
    if (slope.loss <= loss)
      return { weights, slope, moved: scale * step.reduce((most, by) => Math.max(most, Math.abs(by)), 0) };
  }
  return undefined;
}

function slopeAt(design: Design, labels: Uint8Array, weights: Float64Array, l2: number): Slope {
  const { terms, rows, width, index, value } = design;
  const gradient = new Float64Array(terms);
  const hessian = new Float64Array(terms * terms);
  let loss = 0;
  // The hot loop: each row has `width` terms of some 250, so its share of the Hessian is width²/2 products, not 250².
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    let sum = 0;
    for (let k = start; k < start + width; k++) sum += weights[index[k]!]! * value[k]!;
    const probability = 1 / (1 + Math.exp(-sum));
    loss += logLoss(sum, labels[row]!);
    const error = probability - labels[row]!;
    const curvature = probability * (1 - probability);
    for (let k = start; k < start + width; k++) {
      gradient[index[k]!]! += error * value[k]!;
      const scaled = curvature * value[k]!;
      for (let j = start; j <= k; j++) hessian[index[k]! * terms + index[j]!]! += scaled * value[j]!;
    }
  }
  return penalized(loss, gradient, hessian, weights, l2);
}

/** −log of the likelihood of one label, without overflow: log(1 + e^s) − y·s. */
function logLoss(sum: number, label: number): number {
  return Math.max(sum, 0) + Math.log1p(Math.exp(-Math.abs(sum))) - label * sum;
}

function penalized(
  loss: number,
  gradient: Float64Array,
  hessian: Float64Array,
  weights: Float64Array,
  l2: number,
): Slope {
  let penalty = 0;
  for (let i = 1; i < weights.length; i++) {
    penalty += (l2 / 2) * weights[i]! ** 2;
    gradient[i]! += l2 * weights[i]!;
    hessian[i * weights.length + i]! += l2;
  }
  return { loss: loss + penalty, gradient, hessian };
}
