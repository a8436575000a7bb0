package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.UUID;

/** A well-behaved vehicle that sends, and gets its acknowledgements, whatever others do. */
final class Bystander implements AutoCloseable {
  private final TestClient client;
  private long sent;

  Bystander(int port, UUID stream) throws IOException {
    client = TestClient.plain(port);
    assertThat(client.login(hello("VX-1", stream)).getDurableSeq()).isZero();
  }

  void drives() throws IOException {
    for (int i = 0; i < 10; i++) {
      client.send(frame(++sent));
    }
    client.awaitAck(sent);
  }

  @Override
  public void close() {
    client.close();
  }
}
