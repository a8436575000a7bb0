package io.yardang.rigs.drive;

import java.util.UUID;

/** One stream of a drive: who sent it, and what kind of records it has. */
public record DriveStream(DriveRecord.Kind kind, String sender, UUID stream) {}
