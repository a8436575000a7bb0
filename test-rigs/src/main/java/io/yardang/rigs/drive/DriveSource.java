package io.yardang.rigs.drive;

/** Where a drive comes from, for people and for the licence's sake. Empty: not known. */
public record DriveSource(String title, String source, String licence) {
  public static final DriveSource UNKNOWN = new DriveSource("", "", "");
}
