package io.yardang.ingest.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.yardang.ingest.pki.Refusal;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Last in the pipeline: a connection that fails ends without disturbing any other. */
final class FailureHandler extends ChannelInboundHandlerAdapter {
  static final String NAME = "failure";
  private static final Logger log = LoggerFactory.getLogger(FailureHandler.class);

  private static final LogBudget budget = LogBudget.ofLinesPerSecond(50);

  private final Gate gate;

  FailureHandler(Gate gate) {
    this.gate = gate;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      Refusal refusal = refusalOf(handshake.cause());
      gate.counters().refuse(refusal.reason());
      // Netty's words for garbage hold all of it.
      String why = Printable.of(refusal.text());
      budget.say(log, () -> log.info("{} refused: {}", ctx.channel().remoteAddress(), why));
    }
  }

  private static Refusal refusalOf(Throwable failure) {
    return ClientTrustManager.in(failure)
        .orElseGet(() -> Refusal.of(reasonOf(failure), String.valueOf(failure.getMessage())));
  }

  private static Refusal.Reason reasonOf(Throwable failure) {
    if (failure instanceof NotSslRecordException) {
      return Refusal.Reason.NOT_TLS;
    }
    if (failure instanceof ClosedChannelException) {
      return Refusal.Reason.CLOSED_EARLY;
    }
    // BoringSSL and the JDK each have a sentence for it, but no type.
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("peer_did_not_return_a_certificate")
            || text.contains("empty client certificate chain")
        ? Refusal.Reason.NO_CERTIFICATE
        : Refusal.Reason.HANDSHAKE;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    boolean ofTls =
        failure instanceof DecoderException && failure.getCause() instanceof SSLException;
    if (ofTls || failure instanceof IOException) {
      log.debug("{} lost: {}", ctx.channel().remoteAddress(), failure.getMessage());
    } else {
      SessionLog.say(
          ctx.channel(),
          () ->
              log.error(
                  "{} closed after a fault of the gateway",
                  ctx.channel().remoteAddress(),
                  failure));
    }
    var unused = ctx.close();
  }
}
