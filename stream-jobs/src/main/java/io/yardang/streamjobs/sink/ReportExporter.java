package io.yardang.streamjobs.sink;

import io.yardang.streamjobs.report.ReportStore;
import io.yardang.streamjobs.report.Revision;
import io.yardang.v1.Result;
import java.util.List;
import java.util.function.Consumer;

/** Keeps scored runs in the report store; the same report again makes no new revision. */
public final class ReportExporter implements ResultConsumer {
  /** Its name as a follower of the results. */
  public static final String NAME = "reports";

  private final ReportStore store;
  private final Consumer<Revision> onNew;

  /**
   * @param onNew told of each new revision
   */
  public ReportExporter(ReportStore store, Consumer<Revision> onNew) {
    this.store = store;
    this.onNew = onNew;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void take(List<Result> batch) {
    for (Result result : batch) {
      if (result.hasScored()) {
        Revision revision = store.save(result.getScored());
        if (revision.isNew()) {
          onNew.accept(revision);
        }
      }
    }
  }
}
