package io.yardang.ingest.gateway;

/** Bytes that no protobuf parser would take; the message says why. Without a stack trace: cheap. */
final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedException(String why) {
    super(why, null, false, false);
  }
}
