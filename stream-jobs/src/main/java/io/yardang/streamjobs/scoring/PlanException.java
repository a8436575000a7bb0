package io.yardang.streamjobs.scoring;

/** A run's plan that cannot be used; the message names the field and its value. */
public final class PlanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PlanException(String message) {
    super(message);
  }
}
