package io.yardang.rigs.drive.mcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.rigs.drive.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that other MCAP libraries wrote, with compressed chunks. */
class McapInteropTest {
  private static final long FIRST_LOG_TIME = 1533226488225650000L;
  private static final long LAST_LOG_TIME = 1533226548223233000L;
  private static final Map<String, Integer> MESSAGES =
      Map.of("/ego/location", 579, "/objects", 6162, "/ego/imu", 6256, "/ego/speed", 4974);

  @ParameterizedTest
  @ValueSource(strings = {"comma2k19_zstd.mcap", "comma2k19_lz4_linked_64k.mcap"})
  void shouldReadEveryMessageFrontToBackAndByIndex(String name) throws IOException {
    Path file = SharedData.path("mcap/interop/" + name);
    var messages = new ArrayList<McapRecord.Message>();
    var channels = new TreeMap<Integer, String>();
    var kinds = new TreeMap<String, Integer>();
    try (McapReader reader = McapReader.open(file)) {
      for (McapRecord record; (record = reader.next()) != null; ) {
        kinds.merge(record.getClass().getSimpleName(), 1, Integer::sum);
        if (record instanceof McapRecord.Message message) {
          messages.add(message);
        } else if (record instanceof McapRecord.Channel channel) {
          channels.put(channel.id(), channel.topic());
        }
      }
      assertThat(reader.isCutShort()).isFalse();
    }
    assertThat(kinds).containsEntry("Metadata", 1).containsEntry("Attachment", 1);
    assertThat(messages).hasSize(17_971);
    var counts = new TreeMap<String, Integer>();
    messages.forEach(m -> counts.merge(channels.get(m.channelId()), 1, Integer::sum));
    assertThat(counts).isEqualTo(MESSAGES);
    messages.sort((a, b) -> Long.compare(a.logTime(), b.logTime()));
    assertThat(messages.get(0).logTime()).isEqualTo(FIRST_LOG_TIME);
    assertThat(messages.get(messages.size() - 1).logTime()).isEqualTo(LAST_LOG_TIME);

    try (McapIndexedReader reader = McapIndexedReader.open(file)) {
      assertThat(reader.isFullyIndexed()).isTrue();
      var indexed = new ArrayList<McapRecord.Message>();
      for (McapRecord.Message message; (message = reader.next()) != null; ) {
        indexed.add(message);
      }
      assertThat(indexed).isEqualTo(messages);
    }
  }
}
