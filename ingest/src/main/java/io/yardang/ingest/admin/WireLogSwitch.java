package io.yardang.ingest.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.yardang.ingest.gateway.VehicleGateway;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Switches the wire log of one sender on and off: ?sender=VX-12&amp;on=true. */
final class WireLogSwitch implements HttpHandler {
  private final VehicleGateway gateway;
  private final WireLogFolder folder;

  WireLogSwitch(VehicleGateway gateway, WireLogFolder folder) {
    this.gateway = gateway;
    this.folder = folder;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Map<String, String> query = queryOf(exchange);
    String sender = query.getOrDefault("sender", "");
    String on = query.getOrDefault("on", "");
    try {
      if (on.equals("true")) {
        boolean began = gateway.beginWireLog(sender, folder.fileOf(sender), folder.maxBytes());
        answer(exchange, began ? "on" : "on already", sender);
      } else if (on.equals("false")) {
        gateway.endWireLog(sender);
        answer(exchange, "off", sender);
      } else {
        throw new IllegalArgumentException("ask for ?sender=ID&on=true or on=false");
      }
    } catch (IllegalArgumentException e) {
      error(exchange, 400, e.getMessage());
    } catch (IOException e) {
      error(exchange, 500, "cannot write to " + folder.dir() + ": " + e);
    }
  }

  private void answer(HttpExchange exchange, String state, String sender) throws IOException {
    String file = AdminServer.quoted(folder.fileOf(sender).toString());
    AdminServer.send(exchange, 200, "{\"wirelog\":\"" + state + "\",\"file\":" + file + "}");
  }

  private static void error(HttpExchange exchange, int status, String what) throws IOException {
    AdminServer.send(exchange, status, "{\"error\":" + AdminServer.quoted(what) + "}");
  }

  private static Map<String, String> queryOf(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          query.put(
              pair.substring(0, equals),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    }
    return query;
  }
}
