package io.yardang.ingest.pki;

import java.security.cert.X509Certificate;
import java.util.Locale;

/**
 * Why a connection is refused for what it shows of itself, with what a person needs to find it.
 *
 * @param subject of the certificate, or "no certificate"
 * @param serial of the certificate in hex, as in the deny list; empty without one
 */
public record Refusal(Reason reason, String subject, String serial, String detail) {
  private static final int MAX_SUBJECT_CHARS = 200;

  /** One word per way to be refused; they are the labels of the metric. */
  public enum Reason {
    NOT_TLS,
    NO_CERTIFICATE,
    WRONG_AUTHORITY,
    EXPIRED,
    NOT_YET_VALID,
    NOT_A_CLIENT,
    DENIED,
    OTHER_SENDER,
    CLOSED_EARLY,
    HANDSHAKE;

    /** As a label of a metric: lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of a connection that showed no certificate. */
  public static Refusal of(Reason reason, String detail) {
    return new Refusal(reason, "no certificate", "", detail);
  }

  static Refusal of(Reason reason, X509Certificate certificate, String detail) {
    // The subject of a stranger's certificate is text from outside: it must not break a log line.
    String subject = certificate.getSubjectX500Principal().getName().replaceAll("\\p{Cntrl}", "?");
    return new Refusal(
        reason,
        subject.length() <= MAX_SUBJECT_CHARS ? subject : subject.substring(0, MAX_SUBJECT_CHARS),
        certificate.getSerialNumber().toString(16),
        detail);
  }

  /** For a log line: reason, subject, serial, detail. */
  public String text() {
    return reason + ": " + subject + (serial.isEmpty() ? "" : ", serial " + serial) + ": " + detail;
  }
}
