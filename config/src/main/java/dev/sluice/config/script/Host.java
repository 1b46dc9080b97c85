package dev.sluice.config.script;

import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement.Command;

/** What scripts run in: knows menus, does what their commands say. */
public interface Host {
  /**
   * Where a command leads.
   *
   * @param menu such as {@code /ip/firewall/filter}, empty for the root
   * @param verb the command in it, empty for none, with a colon for one of the language itself
   * @param next the first part that is an argument
   */
  record Call(String menu, String verb, int next) {}

  /**
   * Makes out the words of a command.
   *
   * @throws ScriptError if there is no such command
   */
  Call resolve(Command command);

  /**
   * Runs a command of a menu.
   *
   * @param inner whether its result is asked for, as inside brackets
   * @throws ScriptError if it is refused
   */
  Datum run(Call call, Command command, Frame frame, boolean inner);

  /** The menu in which words without a path are looked up. */
  String menu();

  void menu(String path);

  /** A line of output. */
  void put(String line);

  /**
   * Writes a file.
   *
   * @throws ScriptError if it cannot be written
   */
  void write(String file, String text);

  void log(String topics, String message);

  /** Nanoseconds since the epoch. */
  long now();

  /** Statements of a text that is made while running. */
  java.util.List<dev.sluice.config.syntax.Statement> parse(String text, Span span);
}
