package io.yardang.ingest.pki;

/** A certificate or key cannot be read, written or issued; the message names the file. */
public class CertificateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CertificateException(String message) {
    super(message);
  }

  public CertificateException(String message, Throwable cause) {
    super(message, cause);
  }
}
