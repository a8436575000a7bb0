package io.yardang.rigs.client;

import com.google.protobuf.CodedOutputStream;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.protobuf.ProtobufDecoder;
import io.netty.handler.codec.protobuf.ProtobufVarint32FrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.RejectReason;
import io.yardang.v1.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** What a connection to a gateway is made of, and which of its ends are final. */
final class Wire {
  static final int PROTOCOL_VERSION = 1;
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  private Wire() {}

  static Bootstrap bootstrap(
      ClientConfig config, ClientLoops loops, Supplier<ClientSession> session) {
    SslContext tls = config.tls().map(Wire::tls).orElse(null);
    return new Bootstrap()
        .group(loops.group())
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
        .remoteAddress(config.host(), config.port())
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (tls != null) {
                  channel
                      .pipeline()
                      .addLast(tls.newHandler(channel.alloc(), config.host(), config.port()));
                }
                channel
                    .pipeline()
                    .addLast(new ProtobufVarint32FrameDecoder())
                    .addLast(new ProtobufDecoder(ServerMessage.getDefaultInstance()))
                    .addLast(session.get());
              }
            });
  }

  static byte[] delimited(ClientMessage message) {
    int size = message.getSerializedSize();
    byte[] bytes = new byte[CodedOutputStream.computeUInt32SizeNoTag(size) + size];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeUInt32NoTag(size);
      message.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  /** Whether to log in again would only meet the same refusal, or steal the stream from another. */
  static boolean isFinal(RejectReason reason) {
    return switch (reason) {
      case REJECT_REASON_LOGIN_TIMEOUT,
          REJECT_REASON_IDLE_TIMEOUT,
          REJECT_REASON_SHUTTING_DOWN,
          REJECT_REASON_JOURNAL_UNAVAILABLE,
          REJECT_REASON_RATE_EXCEEDED,
          REJECT_REASON_SLOW_READER,
          REJECT_REASON_MESSAGE_TIMEOUT,
          REJECT_REASON_TOO_MANY_CONNECTIONS,
          REJECT_REASON_UNSPECIFIED,
          UNRECOGNIZED ->
          false;
      default -> true;
    };
  }

  /** Whether a certificate of one of the two ends was refused by the other. */
  static boolean isCertificateRefused(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      // TLS alerts about certificates are all named so: bad_certificate, unknown_ca …
      if (cause instanceof SSLException
          && (message.contains("certificate") || message.contains("unknown_ca"))) {
        return true;
      }
    }
    return false;
  }

  private static SslContext tls(TlsFiles files) {
    try {
      return SslContextBuilder.forClient()
          .trustManager(files.ca().toFile())
          .keyManager(files.cert().toFile(), files.key().toFile())
          .protocols("TLSv1.3")
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new ClientException("cannot use the TLS files " + files + ": " + e, null, e);
    }
  }
}
