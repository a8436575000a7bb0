package io.yardang.ingest.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Last in the pipeline: a connection that fails ends without disturbing any other. */
final class FailureHandler extends ChannelInboundHandlerAdapter {
  static final String NAME = "failure";
  private static final Logger log = LoggerFactory.getLogger(FailureHandler.class);

  private final Gate gate;

  FailureHandler(Gate gate) {
    this.gate = gate;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      gate.counters().refusedHandshakes.increment();
      String why = handshake.cause().getMessage();
      log.info("{} refused: no TLS session: {}", ctx.channel().remoteAddress(), why);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    boolean ofTls =
        failure instanceof DecoderException && failure.getCause() instanceof SSLException;
    if (ofTls || failure instanceof IOException) {
      log.debug("{} lost: {}", ctx.channel().remoteAddress(), failure.getMessage());
    } else {
      log.error("{} closed after a fault of the gateway", ctx.channel().remoteAddress(), failure);
    }
    var unused = ctx.close();
  }
}
