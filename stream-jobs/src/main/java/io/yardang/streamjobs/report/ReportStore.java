package io.yardang.streamjobs.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yardang.streamjobs.scoring.Sha256;
import io.yardang.v1.Report;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the reports of all runs on disk, signed, every revision of them.
 *
 * <pre>
 * root/RUN/rev-1/report.json          canonical JSON of the Report: what the score is
 *                traces.json          what the charts were drawn from
 *                arrival.json         how the frames came: clock offsets, late frames
 *                report.html          the report for people, one file
 *                changes.json, .txt   from rev-2 on: what changed since the revision before
 *                public-key.pem       of the key that signed
 *                MANIFEST.sha256      of all files above, as sha256sum writes it
 *                MANIFEST.sha256.sig  Ed25519 over the bytes of the manifest
 * root/RUN/rev-2/ …
 * </pre>
 *
 * <p>A revision is written into a hidden directory beside, forced to disk, and moved to its name in
 * one step; a crash leaves either the whole revision or none. Saving what the run already has
 * writes nothing: after a restart the scoring job says again what it has said. It is the same when
 * report and arrivals are, by whichever version of the software.
 *
 * <p>Thread-safe. One process writes the reports of a run; any number may read.
 */
public final class ReportStore {
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern REVISION_DIR = Pattern.compile("rev-([1-9][0-9]{0,8})");
  private static final String TEMPORARY = ".new-revision";

  private final Path root;
  private final SigningKey key;
  private final InstantSource clock;
  // By revision directory; what is in there never changes.
  private final Map<Path, RunSummary> summaries = new ConcurrentHashMap<>();

  public ReportStore(Path root, SigningKey key) {
    this(root, key, InstantSource.system());
  }

  ReportStore(Path root, SigningKey key, InstantSource clock) {
    this.root = root;
    this.key = key;
    this.clock = clock;
  }

  /** Writes the next revision of the run's report, or returns the one that says the same. */
  public synchronized Revision save(ScoredRun run) {
    Report report = run.getReport();
    Path dir = runDirectory(report.getRunId());
    try {
      List<Revision> before = revisions(report.getRunId());
      for (Revision revision : before) {
        if (saysTheSame(revision, run)) {
          return revision;
        }
      }
      Optional<Revision> newest =
          before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
      int number = newest.map(Revision::number).orElse(0) + 1;
      return write(dir, number, signedFiles(run, number, newest));
    } catch (IOException e) {
      throw new ReportException("report not saved: dir=" + dir + ", " + e, e);
    }
  }

  /** The newest revision of every run, the run saved last first. */
  public List<RunSummary> runs() {
    List<RunSummary> runs = new ArrayList<>();
    try {
      if (!Files.isDirectory(root)) {
        return runs;
      }
      List<Path> dirs;
      try (Stream<Path> list = Files.list(root)) {
        dirs = list.filter(dir -> isRunId(dir.getFileName().toString())).toList();
      }
      for (Path dir : dirs) {
        latest(dir.getFileName().toString()).ifPresent(revision -> runs.add(summary(revision)));
      }
    } catch (IOException e) {
      throw new ReportException("reports unreadable: dir=" + root + ", " + e, e);
    }
    runs.sort(
        Comparator.comparing(RunSummary::savedAt).reversed().thenComparing(RunSummary::runId));
    return runs;
  }

  /** The newest revision; empty when the run has no report. */
  public Optional<Revision> latest(String runId) {
    List<Revision> all = revisions(runId);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** All revisions of the run's report, the first one first; empty when there is none. */
  public List<Revision> revisions(String runId) {
    Path dir = runDirectory(runId);
    List<Revision> revisions = new ArrayList<>();
    if (!Files.isDirectory(dir)) {
      return revisions;
    }
    try (Stream<Path> list = Files.list(dir)) {
      for (Path path : list.toList()) {
        var matcher = REVISION_DIR.matcher(path.getFileName().toString());
        if (matcher.matches()) {
          Instant savedAt = Files.getLastModifiedTime(path.resolve(BundleFiles.REPORT)).toInstant();
          int number = Integer.parseInt(matcher.group(1));
          revisions.add(new Revision(runId, number, false, path, savedAt));
        }
      }
    } catch (IOException e) {
      throw new ReportException("revisions unreadable: dir=" + dir + ", " + e, e);
    }
    revisions.sort(Comparator.comparingInt(Revision::number));
    return revisions;
  }

  public Report report(String runId, int revision) {
    return CanonicalJson.read(reportJson(runId, revision), Report.newBuilder()).build();
  }

  /** The bytes that are signed. */
  public byte[] reportJson(String runId, int revision) {
    return read(runId, revision, BundleFiles.REPORT);
  }

  public List<Trace> traces(String runId, int revision) {
    return CanonicalJson.read(tracesJson(runId, revision), ScoredRun.newBuilder()).getTracesList();
  }

  /** {"traces":[…]}, each a yardang.v1.Trace. */
  public byte[] tracesJson(String runId, int revision) {
    return read(runId, revision, BundleFiles.TRACES);
  }

  /** {"arrivals":[…]}, each a yardang.v1.Arrival. */
  public static byte[] arrivalJson(ScoredRun run) {
    return CanonicalJson.of(ScoredRun.newBuilder().addAllArrivals(run.getArrivalsList()));
  }

  /** The report as one HTML file, UTF-8. */
  public byte[] html(String runId, int revision) {
    return read(runId, revision, BundleFiles.HTML);
  }

  /** What changed from the revision before to this one; empty for the first. */
  public Optional<Changes> changes(String runId, int revision) {
    if (revision < 2) {
      return Optional.empty();
    }
    return Optional.of(
        changes(
            runId, revision, report(runId, revision), read(runId, revision, BundleFiles.ARRIVAL)));
  }

  private Changes changes(String runId, int revision, Report report, byte[] arrivalJson) {
    int from = revision - 1;
    List<Changes.Change> changes = new ArrayList<>(ReportDiff.between(report(runId, from), report));
    String was = Sha256.hex(read(runId, from, BundleFiles.ARRIVAL));
    String is = Sha256.hex(arrivalJson);
    if (!was.equals(is)) {
      changes.add(
          new Changes.Change(
              "how the frames came (" + BundleFiles.ARRIVAL + ", SHA-256)", was, is));
    }
    return new Changes(runId, from, revision, List.copyOf(changes));
  }

  /**
   * Writes the revision's files as one zip, the same bytes each time; does not close the stream.
   */
  public void bundle(String runId, int revision, OutputStream out) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(revisionDirectory(runId, revision))) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    BundleFiles.zip(files, out);
  }

  private boolean saysTheSame(Revision revision, ScoredRun run) {
    return withoutSoftware(report(revision.runId(), revision.number()))
            .equals(withoutSoftware(run.getReport()))
        && Arrays.equals(
            read(revision.runId(), revision.number(), BundleFiles.ARRIVAL), arrivalJson(run));
  }

  private static Report withoutSoftware(Report report) {
    return report.toBuilder().clearSoftwareVersion().build();
  }

  private SortedMap<String, byte[]> signedFiles(
      ScoredRun run, int number, Optional<Revision> previous) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put(BundleFiles.REPORT, CanonicalJson.of(run.getReport()));
    files.put(BundleFiles.TRACES, CanonicalJson.of(run.toBuilder().clearReport().clearArrivals()));
    files.put(BundleFiles.ARRIVAL, arrivalJson(run));
    files.put(BundleFiles.HTML, utf8(ReportHtml.render(run)));
    files.put(BundleFiles.PUBLIC_KEY, utf8(key.publicKeyPem()));
    if (previous.isPresent()) {
      Changes changes =
          changes(previous.get().runId(), number, run.getReport(), files.get(BundleFiles.ARRIVAL));
      files.put(
          BundleFiles.CHANGES_JSON,
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(changes));
      files.put(BundleFiles.CHANGES_TEXT, utf8(changes.text()));
    }
    byte[] manifest = BundleFiles.manifest(files);
    files.put(BundleFiles.MANIFEST, manifest);
    files.put(BundleFiles.SIGNATURE, key.sign(manifest));
    return files;
  }

  private Revision write(Path dir, int number, SortedMap<String, byte[]> files) throws IOException {
    Files.createDirectories(dir);
    Path temporary = dir.resolve(TEMPORARY);
    if (Files.exists(temporary)) {
      // Left by a crash.
      DurableFiles.deleteTree(temporary);
    }
    Files.createDirectory(temporary);
    for (var file : files.entrySet()) {
      DurableFiles.write(temporary.resolve(file.getKey()), file.getValue());
    }
    Instant now = clock.instant();
    Files.setLastModifiedTime(temporary.resolve(BundleFiles.REPORT), FileTime.from(now));
    DurableFiles.forceDirectory(temporary);
    Path target = dir.resolve("rev-" + number);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.forceDirectory(dir);
    DurableFiles.forceDirectory(root);
    return new Revision(dir.getFileName().toString(), number, true, target, now);
  }

  private RunSummary summary(Revision revision) {
    return summaries.computeIfAbsent(
        revision.directory(),
        dir ->
            RunSummary.of(
                report(revision.runId(), revision.number()),
                revision.number(),
                revision.savedAt()));
  }

  private byte[] read(String runId, int revision, String file) {
    Path path = revisionDirectory(runId, revision).resolve(file);
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new NoSuchReportException("no such file: " + path);
    } catch (IOException e) {
      throw new ReportException("report unreadable: file=" + path + ", " + e, e);
    }
  }

  private Path revisionDirectory(String runId, int revision) {
    Path dir = runDirectory(runId).resolve("rev-" + revision);
    if (revision < 1 || !Files.isDirectory(dir)) {
      throw new NoSuchReportException(
          "no report: run="
              + runId
              + ", revision="
              + revision
              + ", revisions there are: "
              + revisions(runId).size());
    }
    return dir;
  }

  private Path runDirectory(String runId) {
    if (!isRunId(runId)) {
      throw new ReportException(
          "not a run id: \"" + runId + "\": 1 to 64 of A-Z a-z 0-9 . _ -, not starting with a dot");
    }
    return root.resolve(runId);
  }

  private static boolean isRunId(String runId) {
    return RUN_ID.matcher(runId).matches() && !runId.startsWith(".");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
