/** The journal over the network, seen from the reader; plain sockets, no Netty. */
package io.yardang.ingest.remote;
