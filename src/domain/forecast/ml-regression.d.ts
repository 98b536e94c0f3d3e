// The package ships no types: the one class of it that we use, as its source (version 6.3.0) defines it.
declare module 'ml-regression' {
  /** Ordinary least squares on the powers 0..degree of x, by the normal equations. */
  export class PolynomialRegression {
    constructor(x: readonly number[], y: readonly number[], degree: number);
    /** Lowest power first, degree + 1 of them. */
    readonly coefficients: readonly number[];
  }
}
