package io.yardang.streamjobs.sink;

import io.yardang.v1.Result;
import java.util.List;

/** Takes results in their order; the same one may come again after a restart. */
public interface ResultConsumer {
  /** How it is called in logs and in the name of its position file. */
  String name();

  /**
   * Takes a batch wholly; when it throws, the same batch comes again later.
   *
   * @throws TryLaterException when it could not be taken now, nor before the time that this tells
   * @throws Exception when the batch could not be taken now
   */
  void take(List<Result> batch) throws Exception;
}
