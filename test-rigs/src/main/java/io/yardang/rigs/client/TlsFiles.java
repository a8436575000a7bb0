package io.yardang.rigs.client;

import java.nio.file.Path;

/**
 * The PEM files of a mutual TLS connection.
 *
 * @param ca certificate of the authority that signed the gateway's certificate
 * @param cert the client's own certificate; its common name is the sender id
 * @param key the client's private key, PKCS #8
 */
public record TlsFiles(Path ca, Path cert, Path key) {}
