package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalDirectory;
import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.ingest.remote.RemoteJournalReader;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The journals that a job reads, each with an id, and how to open one: a folder of them on this
 * machine, or what gateways serve over the network.
 *
 * <p>Checkpoints keep ids and positions only. So a folder may be moved, and certificates renewed,
 * between a checkpoint and the job that goes on from it.
 */
public sealed interface Journals extends Serializable {
  /** The ids of those that are there now. */
  List<String> ids();

  /**
   * Opens the journal of that id.
   *
   * @throws JournalException if there can be none
   */
  JournalReader open(String id);

  /** The journals below {@code root}, {@code <root>/<id>/} each, also those still to come. */
  static Journals in(Path root) {
    return new Folder(root.toString());
  }

  /** The journals of these gateways; the id of each is its HOST:PORT. */
  static Journals of(List<JournalEndpoint> gateways) {
    return new Gateways(gateways);
  }

  /** See {@link #in}. */
  record Folder(String root) implements Journals {
    @Override
    public List<String> ids() {
      return JournalDirectory.list(Path.of(root)).stream().map(JournalDirectory::id).toList();
    }

    @Override
    public JournalReader open(String id) {
      return LocalJournalReader.open(Path.of(root).resolve(id));
    }
  }

  /** See {@link #of}. */
  record Gateways(List<JournalEndpoint> gateways) implements Journals {
    public Gateways {
      gateways = List.copyOf(gateways);
      Set<String> ids = new HashSet<>();
      for (JournalEndpoint gateway : gateways) {
        if (!ids.add(gateway.id())) {
          throw new IllegalArgumentException("gateway named twice: " + gateway.id());
        }
      }
    }

    @Override
    public List<String> ids() {
      return gateways.stream().map(JournalEndpoint::id).toList();
    }

    @Override
    public JournalReader open(String id) {
      return gateways.stream()
          .filter(gateway -> gateway.id().equals(id))
          .findFirst()
          .map(RemoteJournalReader::open)
          .orElseThrow(
              () ->
                  new JournalException(
                      "a checkpoint goes on from journal "
                          + id
                          + ", which is not among "
                          + ids()
                          + ": name its gateway, or delete the checkpoints to score again"));
    }
  }
}
