/** MCAP files: a small reader and writer, after the specification at mcap.dev/spec. */
package io.yardang.rigs.drive.mcap;
