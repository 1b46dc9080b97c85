package dev.sluice.config.script;

import dev.sluice.config.script.Datum.Element;
import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Statement.Command;
import dev.sluice.config.syntax.Statement.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The functions of the language: {@code :len}, {@code :pick} and their like. Not threadsafe. */
final class Functions {
  private static final int LONGEST_RANDOM = 4_096;

  private final Interpreter interpreter;
  private @Nullable Random random;

  Functions(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  Datum run(String verb, Command command, List<Part> parts, Frame frame) {
    return switch (verb) {
      case "put" -> {
        interpreter.host().put(value(command, parts, frame).text());
        yield Datum.NOTHING;
      }
      case "log" -> log(command, parts, frame);
      case "nothing", "beep", "delay" -> {
        interpreter.argument(parts, "delay-time", 0, frame);
        yield Datum.NOTHING;
      }
      case "len" -> length(value(command, parts, frame));
      case "typeof" -> Datum.of(value(command, parts, frame).type());
      case "pick" -> interpreter.spend(pick(command, parts, frame));
      case "find" -> find(command, parts, frame);
      case "tostr" -> Datum.of(value(command, parts, frame).text());
      case "tonum" -> number(value(command, parts, frame));
      case "tobool" -> truth(value(command, parts, frame));
      case "totime" -> time(value(command, parts, frame));
      case "toip", "toip6" -> address(verb, value(command, parts, frame));
      case "toid" -> id(value(command, parts, frame));
      case "toarray" -> interpreter.spend(array(value(command, parts, frame)));
      case "range" -> range(command, parts, frame);
      case "rndnum" -> randomNumber(command, parts, frame);
      case "rndstr" -> randomText(parts, frame);
      case "timestamp" -> new Datum.Time(interpreter.host().now());
      case "time" -> elapsed(command, parts, frame);
      case "parse" ->
          new Datum.Code(
              interpreter.host().parse(value(command, parts, frame).text(), command.span()));
      case "convert" -> interpreter.spend(convert(command, parts, frame));
      case "serialize" -> interpreter.spend(serialize(command, parts, frame));
      case "deserialize" -> interpreter.spend(deserialize(command, parts, frame));
      case "tocrlf" ->
          interpreter.spend(Datum.of(lines(value(command, parts, frame)).replace("\n", "\r\n")));
      case "tolf" -> Datum.of(lines(value(command, parts, frame)));
      case "tonsec" ->
          time(value(command, parts, frame)) instanceof Datum.Time time
              ? Datum.of(time.nanos())
              : Datum.NOTHING;
      case "grep" -> grep(command, parts, frame);
      case "jobname" -> Datum.of("");
      case "resolve" ->
          throw ScriptError.of("failure: dns server failure", command.span(), NETWORK, false);
      case "ping" ->
          throw ScriptError.of("ping needs a network, and there is none here", command.span());
      default -> throw ScriptError.of(verb + " is not done here", command.span());
    };
  }

  private static final String NETWORK = "names are not looked up: there is no network here";

  private Datum value(Command command, List<Part> parts, Frame frame) {
    return needed("value", command, parts, 0, frame);
  }

  private Datum needed(String name, Command command, List<Part> parts, int place, Frame frame) {
    Datum value = interpreter.argument(parts, name, place, frame);
    if (value == null) {
      if (name.equals("message")) {
        return Datum.of("");
      }
      throw ScriptError.of("missing value(s) of argument(s) " + name, command.span());
    }
    return value;
  }

  private Datum log(Command command, List<Part> parts, Frame frame) {
    String topic = needed("topics", command, parts, 0, frame).text();
    String message = needed("message", command, parts, 1, frame).text();
    if (!List.of("debug", "error", "info", "warning").contains(topic)) {
      throw ScriptError.placed("bad command name " + topic, parts.getFirst().span());
    }
    interpreter.host().log("script," + topic, message);
    return Datum.NOTHING;
  }

  private static Datum length(Datum value) {
    return Datum.of(
        value instanceof Datum.Array array ? array.elements().size() : value.text().length());
  }

  private Datum pick(Command command, List<Part> parts, Frame frame) {
    Datum value = needed("counter", command, parts, 0, frame);
    long begin = Math.max(0, Operators.whole(needed("begin", command, parts, 1, frame)));
    Datum given = interpreter.argument(parts, "end", 2, frame);
    long end = given == null ? begin + 1 : Operators.whole(given);
    if (value instanceof Datum.Array array) {
      int size = array.elements().size();
      int from = (int) Math.min(begin, size);
      int to = (int) Math.max(from, Math.min(end, size));
      return given == null
          ? from < size ? array.elements().get(from).value() : Datum.NOTHING
          : new Datum.Array(array.elements().subList(from, to));
    }
    String text = value.text();
    int from = (int) Math.min(begin, text.length());
    int to = (int) Math.max(from, Math.min(end, text.length()));
    return Datum.of(text.substring(from, to));
  }

  private Datum find(Command command, List<Part> parts, Frame frame) {
    Datum where = needed("in", command, parts, 0, frame);
    Datum what = needed("key", command, parts, 1, frame);
    Datum given = interpreter.argument(parts, "from", 2, frame);
    long from = given == null || given instanceof Datum.Nothing ? -1 : Operators.whole(given);
    int start = Math.clamp(from + 1, 0, Integer.MAX_VALUE);
    if (where instanceof Datum.Array array) {
      for (int i = start; i < array.elements().size(); i++) {
        interpreter.step();
        if (Operators.equal(array.elements().get(i).value(), what)) {
          return Datum.of(i);
        }
      }
      return Datum.NOTHING;
    }
    int at = where.text().indexOf(what.text(), start);
    return at < 0 ? Datum.NOTHING : Datum.of(at);
  }

  private static Datum number(Datum value) {
    return switch (Operators.typed(value)) {
      case Datum.Whole whole -> whole;
      case Datum.Truth truth -> Datum.of(truth.value() ? 1 : 0);
      case Datum.Time time -> Datum.of(time.nanos() / 1_000_000_000L);
      case Datum.Ip ip when !ip.six() && !ip.prefix() -> Datum.of(Literals.bits(ip.text()));
      case Datum.Id id -> Datum.of(id.value());
      default -> Datum.NOTHING;
    };
  }

  private static Datum truth(Datum value) {
    return switch (Operators.typed(value)) {
      case Datum.Truth truth -> truth;
      case Datum.Whole whole -> Datum.of(whole.value() != 0);
      default -> Datum.NOTHING;
    };
  }

  private static Datum time(Datum value) {
    return switch (Operators.typed(value)) {
      case Datum.Time time -> time;
      case Datum.Whole whole -> new Datum.Time(whole.value() * 1_000_000_000L);
      default -> {
        OptionalLong time = Literals.time(value.text());
        yield time.isPresent() ? new Datum.Time(time.getAsLong()) : Datum.NOTHING;
      }
    };
  }

  private static Datum address(String verb, Datum value) {
    Datum typed = Operators.typed(value);
    if (typed instanceof Datum.Whole whole && verb.equals("toip")) {
      return new Datum.Ip(Literals.dotted(whole.value()), false, false);
    }
    return typed instanceof Datum.Ip ip && !ip.prefix() && ip.six() == verb.equals("toip6")
        ? ip
        : Datum.NOTHING;
  }

  private static Datum id(Datum value) {
    return switch (Operators.typed(value)) {
      case Datum.Id id -> id;
      case Datum.Whole whole -> new Datum.Id(whole.value());
      default -> Datum.NOTHING;
    };
  }

  private static Datum array(Datum value) {
    if (value instanceof Datum.Array || value instanceof Datum.Code) {
      return value instanceof Datum.Array ? value : Datum.list(List.of(value));
    }
    if (value.text().isEmpty()) {
      return Datum.EMPTY;
    }
    List<Datum> values = new ArrayList<>();
    for (String part : value.text().split("[,;]", -1)) {
      values.add(Literals.of(part));
    }
    return Datum.list(values);
  }

  private Datum range(Command command, List<Part> parts, Frame frame) {
    long from = Operators.whole(needed("from", command, parts, 0, frame));
    long to = Operators.whole(needed("to", command, parts, 1, frame));
    List<Datum> values = new ArrayList<>();
    for (long i = from; i <= to; i++) {
      interpreter.step();
      if (values.size() >= interpreter.limits().elements()) {
        throw ScriptError.limit("more than " + interpreter.limits().elements() + " elements");
      }
      values.add(Datum.of(i));
    }
    return interpreter.spend(Datum.list(values));
  }

  /** Seeded from the host's time, so that a run can be had again. */
  private Random random() {
    if (random == null) {
      random = new Random(interpreter.host().now());
    }
    return random;
  }

  private Datum randomNumber(Command command, List<Part> parts, Frame frame) {
    long from = Operators.whole(needed("from", command, parts, 0, frame));
    long to = Operators.whole(needed("to", command, parts, 1, frame));
    return Datum.of(to <= from ? from : from + Math.floorMod(random().nextLong(), to - from + 1));
  }

  private Datum randomText(List<Part> parts, Frame frame) {
    Datum length = interpreter.argument(parts, "length", 0, frame);
    Datum from = interpreter.argument(parts, "from", 1, frame);
    int count = Math.clamp(length == null ? 16 : Operators.whole(length), 0, LONGEST_RANDOM);
    String letters =
        from == null || from.text().isEmpty()
            ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
            : from.text();
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(letters.charAt(random().nextInt(letters.length())));
    }
    return Datum.of(text.toString());
  }

  private Datum elapsed(Command command, List<Part> parts, Frame frame) {
    long start = interpreter.host().now();
    var body = Interpreter.expression(parts, "command", 0);
    if (body == null) {
      throw ScriptError.of("missing value(s) of argument(s) command", command.span());
    }
    interpreter.block(interpreter.evaluator().body(body, frame), frame);
    return new Datum.Time(interpreter.host().now() - start);
  }

  private Datum convert(Command command, List<Part> parts, Frame frame) {
    String text = value(command, parts, frame).text();
    Datum from = interpreter.argument(parts, "from", 99, frame);
    Datum to = interpreter.argument(parts, "to", 99, frame);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (from != null && from.text().equals("base64")) {
      try {
        bytes = Base64.getMimeDecoder().decode(bytes);
      } catch (IllegalArgumentException malformed) {
        throw ScriptError.of("invalid base64", command.span());
      }
    } else if (from != null && from.text().equals("hex")) {
      bytes = hex(text, command);
    }
    String form = to == null ? "raw" : to.text();
    return switch (form) {
      case "base64" -> Datum.of(Base64.getEncoder().encodeToString(bytes));
      case "hex" -> Datum.of(java.util.HexFormat.of().formatHex(bytes));
      case "num" -> number(Datum.of(new String(bytes, StandardCharsets.ISO_8859_1)));
      case "byte-array" -> {
        List<Datum> values = new ArrayList<>();
        for (byte one : bytes) {
          values.add(Datum.of(one & 255));
        }
        yield Datum.list(values);
      }
      case "crc32" -> {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        yield Datum.of(sum.getValue());
      }
      default -> Datum.of(new String(bytes, StandardCharsets.ISO_8859_1));
    };
  }

  private static byte[] hex(String text, Command command) {
    try {
      return java.util.HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException malformed) {
      throw ScriptError.of("invalid hex", command.span());
    }
  }

  private static String lines(Datum value) {
    return value.text().replace("\r\n", "\n");
  }

  /** Which of the two formats {@code to} or {@code from} asks for. */
  private String format(String name, Command command, List<Part> parts, Frame frame) {
    String format = needed(name, command, parts, 99, frame).text();
    if (!format.equals("json") && !format.equals("dsv")) {
      throw ScriptError.of("input does not match any value of " + name, command.span());
    }
    return format;
  }

  private SeparatedText separated(List<Part> parts, Set<String> options, Frame frame) {
    Datum delimiter = interpreter.argument(parts, "delimiter", 99, frame);
    return new SeparatedText(interpreter, delimiter == null ? "," : delimiter.text(), options);
  }

  private Datum serialize(Command command, List<Part> parts, Frame frame) {
    Datum value = value(command, parts, frame);
    // RouterOS: a bare word with commas is a list, a quoted one is not.
    if (Interpreter.expression(parts, "value", 0) instanceof Expression.Literal literal
        && literal.text().indexOf(',') >= 0) {
      value = array(value);
    }
    String format = format("to", command, parts, frame);
    Set<String> options =
        SeparatedText.options(interpreter.argument(parts, "options", 99, frame), format);
    String text;
    if (format.equals("json")) {
      boolean convert = !options.contains("no-string-conversion");
      text = JsonText.write(interpreter, value, options.contains("pretty"), convert);
    } else {
      Datum order = interpreter.argument(parts, "order", 99, frame);
      List<String> names =
          order instanceof Datum.Array array
              ? array.elements().stream().map(element -> element.value().text()).toList()
              : order == null ? List.of() : List.of(order.text().split(",", -1));
      text = separated(parts, options, frame).write(value, names);
    }
    Datum file = interpreter.argument(parts, "file-name", 99, frame);
    if (file == null) {
      return Datum.of(text);
    }
    interpreter.host().write(file.text(), text);
    return Datum.NOTHING;
  }

  private Datum deserialize(Command command, List<Part> parts, Frame frame) {
    String text = value(command, parts, frame).text();
    String format = format("from", command, parts, frame);
    Set<String> options =
        SeparatedText.options(interpreter.argument(parts, "options", 99, frame), format);
    return format.equals("json")
        ? JsonText.read(interpreter, text, !options.contains("no-string-conversion"))
        : separated(parts, options, frame).read(text);
  }

  private Datum grep(Command command, List<Part> parts, Frame frame) {
    String text = value(command, parts, frame).text();
    String pattern = needed("pattern", command, parts, 1, frame).text();
    List<Element> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      interpreter.step();
      if (Search.finds(pattern, line)) {
        lines.add(new Element(null, Datum.of(line)));
      }
    }
    return new Datum.Array(lines);
  }
}
