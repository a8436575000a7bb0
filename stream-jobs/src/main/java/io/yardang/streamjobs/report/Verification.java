package io.yardang.streamjobs.report;

import io.yardang.v1.Report;
import java.util.List;
import java.util.Optional;

/**
 * What came out of checking a bundle.
 *
 * @param problems empty when everything is as it was signed
 * @param report the signed report; only there when there is no problem
 * @param keyId of the key that signed; absent when it could not be read
 * @param keyTrusted true when that is the key the caller trusts; false without such a key: then the
 *     files fit together, but who signed them is not proven
 */
public record Verification(
    List<Problem> problems, Optional<Report> report, Optional<String> keyId, boolean keyTrusted) {

  /** What is wrong with a file of the bundle. */
  public enum Kind {
    /** Its bytes are not the signed ones. */
    CHANGED,
    /** It was signed, or every bundle has it, and it is not there. */
    MISSING,
    /** It is there, and was not signed. */
    ADDED,
    SIGNATURE_WRONG,
    KEY_NOT_TRUSTED,
    /** It can't be read as what it should be. */
    UNREADABLE,
    /** It is not looked at, because its name, size or number is that of an attack. */
    REFUSED
  }

  /** One problem, by the file's name in the bundle. */
  public record Problem(String file, Kind kind, String text) {}

  public boolean ok() {
    return problems.isEmpty();
  }

  /** For a terminal: one line when it is well, one per problem when it is not. */
  public String text() {
    StringBuilder text = new StringBuilder();
    report.ifPresent(
        run ->
            text.append("OK: run ")
                .append(run.getRunId())
                .append(", ")
                .append(Words.verdict(run.getVerdict()))
                .append(run.hasScore() ? ", score " + Words.number(run.getScore()) : ", no score"));
    problems.forEach(p -> text.append(p.file()).append(": ").append(p.text()).append('\n'));
    if (ok()) {
      text.append(", signed by key ").append(keyId.orElse("?"));
      text.append(
          keyTrusted
              ? ", which is the trusted key\n"
              : "; give the test base's public key to prove that the key is theirs\n");
    }
    return text.toString();
  }
}
