package io.yardang.streamjobs.scoring.signal;

/**
 * Savitzky-Golay smoothing and differentiation of evenly spaced samples, as SciPy's {@code
 * savgol_filter} with mode "interp".
 *
 * <p>Each output is the value (or derivative) of the polynomial that fits the samples of a window
 * around it best in the least-squares sense. Interior windows are evaluated at their middle: for an
 * odd window that is the sample itself, for an even window (samples i-w/2+1 .. i+w/2) it is half a
 * sample after it, as in SciPy. The first and last w/2 outputs are evaluated on the polynomial of
 * the first and last whole window.
 *
 * <p>The fit goes through polynomials that are orthogonal over the window (Forsythe 1957), which
 * stays well conditioned where normal equations in powers of x would not.
 *
 * <p>Sources: A. Savitzky, M. Golay, Anal. Chem. 36 (1964); scipy.signal.savgol_filter.
 */
public final class SavitzkyGolay {
  private SavitzkyGolay() {}

  /**
   * Filters evenly spaced samples; to shrink the window for short signals is up to the caller.
   *
   * @param y samples, all finite
   * @param window number of samples in a window, 1 to y.length, odd or even
   * @param order of the polynomial, 0 to window - 1
   * @param derivative 0 to smooth, 1 for the first derivative, and so on
   * @param delta distance of two samples, such as seconds; the result is in units of y /
   *     delta^derivative
   * @return as many values as y has
   */
  public static double[] filter(double[] y, int window, int order, int derivative, double delta) {
    if (window < 1 || window > y.length) {
      throw new IllegalArgumentException(
          "window=" + window + " must be 1 to the number of samples, " + y.length);
    }
    if (order < 0 || order >= window) {
      throw new IllegalArgumentException(
          "order=" + order + " must be 0 to window - 1, window=" + window);
    }
    if (derivative < 0 || !(delta > 0)) {
      throw new IllegalArgumentException(
          "derivative=" + derivative + " must be >= 0 and delta=" + delta + " > 0");
    }
    int half = window / 2;
    int n = y.length;
    double[] out = new double[n];
    Basis basis = new Basis(window, order);
    double scale = StrictMath.pow(delta, -derivative);
    double[] weights = basis.weights((window - 1) / 2.0, derivative);
    int beforeCentre = window - half - 1;
    for (int i = half; i < n - half; i++) {
      out[i] = scale * dot(weights, y, i - beforeCentre);
    }
    for (int i = 0; i < half; i++) {
      out[i] = scale * dot(basis.weights(i, derivative), y, 0);
      int fromEnd = window - 1 - i;
      out[n - 1 - i] = scale * dot(basis.weights(fromEnd, derivative), y, n - window);
    }
    return out;
  }

  private static double dot(double[] weights, double[] y, int from) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * y[from + i];
    }
    return sum;
  }

  /**
   * Monic polynomials p_0 .. p_order, orthogonal over the points of one window, by the three-term
   * recurrence p_(k+1) = u p_k - b_k p_(k-1), where u runs from -1 to 1 over the window. (The
   * points are symmetric around 0, so the recurrence has no middle term.)
   */
  private static final class Basis {
    private final int window;
    private final int order;
    private final double halfWidth;
    private final double[] b;
    private final double[] squaredNorm;
    private final double[][] values;

    Basis(int window, int order) {
      this.window = window;
      this.order = order;
      this.halfWidth = window == 1 ? 1 : (window - 1) / 2.0;
      this.b = new double[order + 1];
      this.squaredNorm = new double[order + 1];
      this.values = new double[order + 1][window];
      for (int k = 0; k <= order; k++) {
        for (int i = 0; i < window; i++) {
          double u = u(i);
          values[k][i] =
              k == 0 ? 1 : u * values[k - 1][i] - (k == 1 ? 0 : b[k - 1] * values[k - 2][i]);
          squaredNorm[k] += values[k][i] * values[k][i];
        }
        b[k] = k == 0 ? 0 : squaredNorm[k] / squaredNorm[k - 1];
      }
    }

    private double u(double index) {
      return (index - (window - 1) / 2.0) / halfWidth;
    }

    /** What each sample of the window adds to the derivative of the fit at the given index. */
    double[] weights(double index, int derivative) {
      double u = u(index);
      // at[d][k]: the d-th derivative of p_k at u.
      double[][] at = new double[derivative + 1][order + 1];
      for (int d = 0; d <= derivative; d++) {
        at[d][0] = d == 0 ? 1 : 0;
        for (int k = 1; k <= order; k++) {
          at[d][k] =
              u * at[d][k - 1]
                  + (d == 0 ? 0 : d * at[d - 1][k - 1])
                  - (k == 1 ? 0 : b[k - 1] * at[d][k - 2]);
        }
      }
      double perSample = StrictMath.pow(halfWidth, -derivative);
      double[] weights = new double[window];
      for (int k = 0; k <= order; k++) {
        double factor = perSample * at[derivative][k] / squaredNorm[k];
        for (int i = 0; i < window; i++) {
          weights[i] += factor * values[k][i];
        }
      }
      return weights;
    }
  }
}
