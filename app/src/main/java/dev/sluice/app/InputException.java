package dev.sluice.app;

/** An input that could not be read. Its message is a whole sentence for the user. */
final class InputException extends Exception {
  private static final long serialVersionUID = 1;

  InputException(String message) {
    super(message);
  }
}
