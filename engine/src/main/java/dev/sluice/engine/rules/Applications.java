package dev.sluice.engine.rules;

/**
 * What inspection of payload knows of the connection on the road. Asked only by rules, so that a
 * packet that no rule asks about is not inspected.
 */
public interface Applications {
  /** No server name is known. */
  int NO_NAME = -1;

  /** No such pattern. */
  int NO_PATTERN = -1;

  /** The number of an active layer-7 protocol, or {@link #NO_PATTERN}. For setting up. */
  int pattern(String name);

  /** Whether the pattern has matched in the packet's connection, this packet included. */
  boolean matched(int pattern, Context context);

  /** The number of a glob over server names. For setting up. */
  int glob(String text);

  /** 1 or 0: whether the name that was asked for fits the glob; {@link #NO_NAME} without a name. */
  int named(int glob, Context context);

  /** The server name that was asked for, or an empty text. For reports. */
  String serverName(Context context);
}
