package dev.sluice.app;

/** How a command prints what it found. */
enum OutputFormat {
  TEXT,
  JSON
}
