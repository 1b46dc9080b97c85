package dev.sluice.replay;

import dev.sluice.wire.CaptureReader;

/** An opened capture and what the user called it. The replay closes it. */
public record Source(String name, CaptureReader reader) {}
