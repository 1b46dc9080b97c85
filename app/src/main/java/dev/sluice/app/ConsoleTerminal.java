package dev.sluice.app;

import dev.sluice.config.console.Completion;
import dev.sluice.config.console.Output;
import dev.sluice.config.console.Session;
import java.io.IOException;
import java.util.List;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;

/**
 * A person at a terminal: prompt, completion, help with {@code ?}, colours, history, pages, safe
 * mode with Ctrl-X. One terminal, one thread.
 */
final class ConsoleTerminal {
  private static final String SAFE_MODE = "sluice-safe-mode";
  private static final String HELP = "sluice-help";
  private static final String PAGER = "-- [Q quit|D dump|down]";

  private final Session session;

  ConsoleTerminal(Session session) {
    this.session = session;
  }

  int run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      return run(terminal);
    }
  }

  int run(Terminal terminal) throws IOException {
    LineReader reader = reader(terminal);
    bind(terminal, reader);
    String next = "";
    while (true) {
      session.terminal(terminal.getColumns());
      String line;
      try {
        line = reader.readLine(prompt(), null, (Character) null, next);
      } catch (UserInterruptException interrupted) {
        next = "";
        continue;
      } catch (EndOfFileException end) {
        session.lost();
        return Exit.DONE;
      }
      Output output = session.execute(line);
      next = output.next();
      show(terminal, output);
      if (output.quit()) {
        return Exit.DONE;
      }
    }
  }

  private String prompt() {
    return new AttributedString(session.prompt(), AttributedStyle.BOLD).toAnsi();
  }

  private LineReader reader(Terminal terminal) {
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .appName("sluice")
        .completer(new Choices())
        .highlighter(new Colours())
        .parser(new Whole())
        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%M")
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.AUTO_MENU, false)
        .option(LineReader.Option.CASE_INSENSITIVE, false)
        .build();
  }

  private void bind(Terminal terminal, LineReader reader) {
    reader
        .getWidgets()
        .put(
            SAFE_MODE,
            () -> {
              boolean taken = session.toggleSafeMode();
              reader.printAbove(taken ? "[Safe Mode taken]" : "[Safe Mode released]");
              reader.getBuffer().clear();
              reader.callWidget(LineReader.ACCEPT_LINE);
              return true;
            });
    reader
        .getWidgets()
        .put(
            HELP,
            () -> {
              String line = reader.getBuffer().upToCursor();
              if (quoted(line)) {
                reader.getBuffer().write('?');
              } else {
                reader.printAbove(session.help(line).stripTrailing());
              }
              return true;
            });
    for (String map : List.of(LineReader.MAIN, LineReader.EMACS)) {
      KeyMap<Binding> keys = reader.getKeyMaps().get(map);
      if (keys != null) {
        keys.unbind(KeyMap.ctrl('X'));
        keys.bind(new Reference(SAFE_MODE), KeyMap.ctrl('X'));
        keys.bind(new Reference(HELP), "?");
        bind(terminal, keys, Capability.key_f1, HELP);
        bind(terminal, keys, Capability.key_f4, SAFE_MODE);
      }
    }
    terminal.handle(Terminal.Signal.WINCH, signal -> session.terminal(terminal.getColumns()));
  }

  private static void bind(Terminal terminal, KeyMap<Binding> keys, Capability key, String widget) {
    String sequence = KeyMap.key(terminal, key);
    if (sequence != null && !sequence.isEmpty()) {
      keys.bind(new Reference(widget), sequence);
    }
  }

  /** In a string a question mark is one. */
  private static boolean quoted(String line) {
    boolean string = false;
    for (int i = 0; i < line.length(); i++) {
      i += line.charAt(i) == '\\' ? 1 : 0;
      string ^= i < line.length() && line.charAt(i) == '"';
    }
    return string;
  }

  /** A page at a time, if there is more than one. */
  private static void show(Terminal terminal, Output output) throws IOException {
    List<String> lines = output.text().lines().toList();
    int page = Math.max(2, terminal.getRows() - 1);
    boolean dump = !output.paged() || lines.size() <= page || terminal.getRows() <= 0;
    int shown = 0;
    for (String line : lines) {
      terminal.writer().println(ProblemText.printable(line));
      shown++;
      if (dump || shown % page != 0 || shown == lines.size()) {
        continue;
      }
      terminal.writer().print(PAGER);
      terminal.flush();
      int key = key(terminal);
      terminal.writer().print("\r" + " ".repeat(PAGER.length()) + "\r");
      if (key == 'q' || key == 'Q' || key < 0) {
        break;
      }
      dump = key == 'd' || key == 'D';
    }
    terminal.flush();
  }

  private static int key(Terminal terminal) throws IOException {
    var before = terminal.enterRawMode();
    try {
      return terminal.reader().read();
    } finally {
      terminal.setAttributes(before);
    }
  }

  /** Asks the session what fits. */
  private final class Choices implements Completer {
    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
      String typed = line.line().substring(0, line.cursor());
      int word = typed.length() - line.wordCursor();
      int begun = session.begun(typed);
      String head = begun > word ? typed.substring(word, begun) : "";
      String tail = begun < word ? typed.substring(begun, word) : "";
      for (Completion.Choice choice : session.complete(typed)) {
        if (choice.text().startsWith(tail)) {
          candidates.add(
              new Candidate(
                  head + choice.text().substring(tail.length()),
                  choice.shown(),
                  choice.kind(),
                  choice.about().isEmpty() ? null : choice.about(),
                  null,
                  null,
                  choice.whole()));
        }
      }
    }
  }

  /** RouterOS colours menus, commands and arguments. */
  private static final class Colours implements Highlighter {
    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
      AttributedStringBuilder text = new AttributedStringBuilder();
      for (String piece : buffer.split("(?<= )|(?= )", -1)) {
        int equals = piece.indexOf('=');
        if (piece.startsWith("/") || piece.startsWith(":")) {
          text.styled(style(AttributedStyle.CYAN), piece);
        } else if (equals > 0 && piece.charAt(0) != '"') {
          text.styled(style(AttributedStyle.GREEN), piece.substring(0, equals));
          text.append(piece.substring(equals));
        } else {
          text.append(piece);
        }
      }
      return text.toAttributedString();
    }

    private static AttributedStyle style(int colour) {
      return AttributedStyle.DEFAULT.foreground(colour);
    }
  }

  /** Words are parted by blanks alone; a line goes on while something in it is open. */
  private static final class Whole extends DefaultParser {
    Whole() {
      setQuoteChars(new char[0]);
      setEscapeChars(new char[0]);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      boolean asked =
          context == ParseContext.ACCEPT_LINE || context == ParseContext.SECONDARY_PROMPT;
      if (asked && Session.open(line)) {
        throw new EOFError(-1, -1, "something is still open", Session.goesOn(line));
      }
      return super.parse(line, cursor, context);
    }
  }
}
